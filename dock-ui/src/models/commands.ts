// The commands that these pages use, with their input. The plugin's requests carry the same names and data; what the
// server adds is listed here. Checked against the server's own list at run time: a button whose command is not
// there is not shown.

import type { z } from 'zod';
import type { ModelCommandName, modelCommands } from '../../../protocol/models.ts';
import type { OutputCommandName, outputCommands } from '../../../protocol/outputs.ts';
import type { PluginRequestData, PluginRequestName } from '../../../protocol/requests.ts';

interface ServerCommands {
  CheckEgress: Record<string, never>;
}

export type CommandName =
  | PluginRequestName
  | OutputCommandName
  | ModelCommandName
  | keyof ServerCommands;
export type CommandInput<Name extends CommandName> = Name extends OutputCommandName
  ? z.input<(typeof outputCommands)[Name]['input']>
  : Name extends ModelCommandName
    ? z.input<(typeof modelCommands)[Name]['input']>
    : Name extends PluginRequestName
      ? PluginRequestData<Name>
      : Name extends keyof ServerCommands
        ? ServerCommands[Name]
        : never;
