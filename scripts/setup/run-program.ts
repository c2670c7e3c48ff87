// Runs a build tool. Its output goes to stderr, so that stdout is left to the command's result.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inRepository } from '../repository.ts';
import { exitStatus, systemCode, UserError } from '../user-error.ts';

export interface ProgramRun {
  readonly program: string;
  readonly arguments: readonly string[];
  /** What fails when it fails, as the beginning of a sentence: "The plugin could not be built". */
  readonly failure: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Kept back and shown only on failure. */
  readonly quiet?: boolean;
}

export async function runProgram(run: ProgramRun): Promise<void> {
  const child = spawn(run.program, [...run.arguments], {
    cwd: inRepository(),
    env: { ...process.env, ...run.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kept: Buffer[] = [];
  const take = (chunk: Buffer) => {
    if (run.quiet) kept.push(chunk);
    else process.stderr.write(chunk);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  let code: number | null;
  try {
    [code] = await once(child, 'close');
  } catch (cause) {
    const reason =
      systemCode(cause) === 'ENOENT' ? `${run.program} is not installed` : String(cause);
    throw failed(`${run.failure}: ${reason}.`, cause);
  }
  if (code === 0) return;
  process.stderr.write(Buffer.concat(kept));
  throw failed(`${run.failure}: ${run.program} ended with status ${code}, see above.`);
}

function failed(message: string, cause?: unknown): UserError {
  return new UserError({ code: 'setup_failed', message, status: exitStatus.unavailable, cause });
}

/** A script of this repository, with the same Node and tsx. */
export function tsxArguments(script: string, ...rest: string[]): string[] {
  return [inRepository('node_modules', 'tsx', 'dist', 'cli.mjs'), inRepository(script), ...rest];
}
