// What every command shares: arguments (unknown ones are refused), errors as one sentence and an exit
// status, progress on stderr so that stdout is left to the result.

import { type ArgsDef, type ParsedArgs, parseArgs, renderUsage } from 'citty';
import { exitStatus, UserError } from './user-error.ts';

export interface Command<T extends ArgsDef> {
  readonly name: string;
  readonly description: string;
  readonly args: T;
  /** The exit status of all errors that a user can act on. Default: each its own, of sysexits.h. */
  readonly failureStatus?: number;
  run(args: ParsedArgs<T>): Promise<number | undefined>;
}

export function progress(message: string): void {
  process.stderr.write(`playalter: ${message}\n`);
}

/** Runs the command with the process's arguments, or those given, and sets the exit status. */
export async function runCommand<T extends ArgsDef>(
  command: Command<T>,
  raw = process.argv.slice(2),
): Promise<void> {
  try {
    if (raw.includes('--help') || raw.includes('-h')) {
      const { name, description, args } = command;
      process.stdout.write(`${await renderUsage({ meta: { name, description }, args })}\n`);
      return;
    }
    refuseUnknown(raw, command.args);
    process.exitCode = (await command.run(parseArgs<T>(raw, command.args))) ?? 0;
  } catch (error) {
    const status = report(error);
    process.exitCode = error instanceof UserError ? (command.failureStatus ?? status) : status;
  }
}

/** The sentence on stderr; the exit status as the result. */
export function report(error: unknown): number {
  if (error instanceof UserError) {
    progress(error.message);
    const { PLAYALTER_DEBUG: debug } = process.env;
    if (debug && error.cause) console.error(error.cause);
    return error.status;
  }
  console.error(error);
  return exitStatus.software;
}

export function refuseUnknown(raw: readonly string[], args: ArgsDef): void {
  const takesValue = new Map<string, boolean>();
  let words = 0;
  for (const [name, { type }] of Object.entries(args)) {
    if (type === 'positional') {
      words++;
      continue;
    }
    takesValue.set(`--${name}`, type === 'string' || type === 'enum');
    if (type === 'boolean') takesValue.set(`--no-${name}`, false);
  }
  for (let index = 0; index < raw.length; index++) {
    const token = raw[index] ?? '';
    if (!token.startsWith('-') && words > 0) {
      words--;
      continue;
    }
    const flag = token.split('=', 1)[0] ?? token;
    const hasValue = takesValue.get(flag);
    if (hasValue === undefined) throw usageError(`"${token}" is not an option of this command.`);
    if (!hasValue && token !== flag) throw usageError(`The option ${flag} takes no value.`);
    if (!hasValue || token !== flag) continue;
    const value = raw[++index];
    if (value === undefined || value.startsWith('--')) {
      throw usageError(`The option ${flag} needs a value.`);
    }
  }
}

export function usageError(message: string): UserError {
  return new UserError({
    code: 'usage',
    message: `${message} --help lists the options.`,
    status: exitStatus.usage,
  });
}

/** A whole or decimal number within bounds, or a usage error that names them. */
export function numberOption(
  name: string,
  text: string,
  { min, max }: { min: number; max: number },
): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < min || value > max) {
    throw usageError(`--${name} must be a number from ${min} to ${max}, not "${text}".`);
  }
  return value;
}
