// What can be asked of the control server: one entry each, from which the WebSocket's commands, the REST interface
// and its OpenAPI document are made. A module of `commands/` is a function from what it needs to its commands.

import type { z } from 'zod';
import { CodedError } from '../coded-error.ts';

export interface CommandContext {
  /** For the log. */
  readonly client: string;
  readonly via: 'websocket' | 'rest';
  /** Aborted when the one who asked has gone. */
  readonly signal: AbortSignal;
}

interface CommandSpec<I extends z.ZodType, O extends z.ZodType> {
  /** As the vendor's requests are named: PascalCase, the verb first. */
  readonly name: string;
  /** One sentence, for the API's document. */
  readonly description: string;
  /** Changes nothing: also to be had by GET. */
  readonly isReadOnly: boolean;
  /** An object's schema. */
  readonly input: I;
  readonly output: O;
  /** Throws CodedError: its code and sentence are the reply. */
  readonly handler: (context: CommandContext, input: z.output<I>) => Promise<z.input<O>>;
}

/** A command whose types are only known to itself. */
export interface Command {
  readonly name: string;
  readonly description: string;
  readonly isReadOnly: boolean;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** Throws CodedError, `input_invalid` for input that is not the schema's. */
  run(context: CommandContext, input: unknown): Promise<unknown>;
}

export function defineCommand<I extends z.ZodType, O extends z.ZodType>(
  spec: CommandSpec<I, O>,
): Command {
  const { name, description, isReadOnly, input: inputSchema, output } = spec;
  return {
    name,
    description,
    isReadOnly,
    input: inputSchema,
    output,
    async run(context, input) {
      const parsed = inputSchema.safeParse(input ?? {});
      if (!parsed.success) {
        throw new CodedError('input_invalid', `${name}: ${whatIsWrong(parsed.error)}`);
      }
      return output.parse(await spec.handler(context, parsed.data));
    },
  };
}

/** Never repeats a value: it may be a secret. */
function whatIsWrong(error: z.ZodError): string {
  const [first] = error.issues;
  if (!first) return 'the input is not as described.';
  const at = first.path.map(String).join('.');
  return `${at === '' ? 'the input' : at} is not valid (${first.code}).`;
}
