// All commands by name, and the one place where they are run: whoever asks, what fails unexpectedly is logged once, here.

import { CodedError } from '../coded-error.ts';
import type { ServerLog } from '../server-log.ts';
import type { Command, CommandContext } from './command.ts';

export class CommandRegistry {
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #log: ServerLog;

  constructor(commands: readonly Command[], log: ServerLog) {
    this.#commands = new Map(commands.map((command) => [command.name, command]));
    this.#log = log;
    if (this.#commands.size !== commands.length) {
      throw new CodedError('command_doubled', 'Two commands have one name.');
    }
  }

  get names(): string[] {
    return [...this.#commands.keys()];
  }

  get commands(): Command[] {
    return [...this.#commands.values()];
  }

  get(name: string): Command | undefined {
    return this.#commands.get(name);
  }

  /** Throws CodedError `command_unknown`, what the command throws, and anything unexpected. */
  async run(name: string, input: unknown, context: CommandContext): Promise<unknown> {
    const command = this.#commands.get(name);
    if (!command) throw new CodedError('command_unknown', 'There is no command of that name.');
    try {
      return await command.run(context, input);
    } catch (error) {
      if (!(error instanceof CodedError)) {
        this.#log.error({ err: error, command: name, via: context.via }, 'command failed');
      }
      throw error;
    }
  }
}
