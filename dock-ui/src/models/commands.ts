// The commands that these pages use, with their input. The plugin's requests carry the same names and data; what the
// server adds is listed here. Checked against the server's own list at run time: a button whose command is not
// there is not shown.

import type { PluginRequestData, PluginRequestName } from '../../../protocol/requests.ts';

interface ServerCommands {
  CheckEgress: Record<string, never>;
}

export type CommandName = PluginRequestName | keyof ServerCommands;
export type CommandInput<Name extends CommandName> = Name extends PluginRequestName
  ? PluginRequestData<Name>
  : Name extends keyof ServerCommands
    ? ServerCommands[Name]
    : never;
