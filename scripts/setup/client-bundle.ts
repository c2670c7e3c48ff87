// Builds `playalter/client`: one module without TypeScript, and its types.

import { build } from 'esbuild';
import { built, inRepository } from '../repository.ts';
import { exitStatus, UserError } from '../user-error.ts';
import { runProgram } from './run-program.ts';

export async function bundleClient(): Promise<void> {
  try {
    await build({
      entryPoints: [inRepository('client', 'index.ts')],
      outfile: built.client,
      bundle: true,
      platform: 'neutral',
      format: 'esm',
      target: 'es2022',
      // Of the program's own packages: what a reply is parsed with.
      external: ['zod'],
      logLevel: 'warning',
    });
  } catch (cause) {
    throw new UserError({
      code: 'setup_failed',
      message: 'The client could not be bundled, see above.',
      status: exitStatus.unavailable,
      cause,
    });
  }
  await runProgram({
    program: process.execPath,
    arguments: [
      inRepository('node_modules', 'typescript', 'bin', 'tsc'),
      '-p',
      inRepository('tsconfig.client.json'),
    ],
    failure: "The client's types could not be made",
    quiet: true,
  });
}
