// Everything that the plugin answers, as commands: passed on over the link to the OBS that is steered. What they change comes
// back to all pages as an event, whoever asked.

import {
  type PluginRequestData,
  type PluginRequestName,
  pluginRequests,
} from '../../../../protocol/requests.ts';
import type { AskPlugin } from '../../link/plugin-link.ts';
import { type Command, defineCommand } from '../command.ts';

interface Described {
  readonly description: string;
  readonly isReadOnly: boolean;
}

const described: Readonly<Record<PluginRequestName, Described>> = {
  GetVersion: reads("The plugin's, its protocol's and OBS's version."),
  GetStatus: reads('Every mask and the guardian, in full.'),
  GetStats: reads('The figures of every mask, and of OBS.'),
  ListMasks: reads('Every mask with its settings.'),
  ListSources: reads('The sources of this OBS that may carry a mask.'),
  AddMask: changes('Puts a mask on a source.'),
  RemoveMask: changes('Takes a mask off its source: faces in it are shown from then on.'),
  GetMask: reads('One mask with its settings.'),
  SetMask: changes("Changes a mask's settings, covers its source, or switches it on or off."),
  ListPresets: reads('The presets with their settings.'),
  SavePreset: changes('Keeps settings, given or those of a mask, under a name.'),
  RenamePreset: changes('Gives a preset another name.'),
  DeletePreset: changes('Forgets a preset.'),
  ApplyPreset: changes("Gives one mask, or all, a preset's settings."),
  ImportPresets: changes("Takes presets from a file's text."),
  ExportPresets: reads("Presets as a file's text."),
  MoveToPrivateCamera: changes(
    'Replaces a source by a Private Camera, which shows nothing where PlayAlter is missing.',
  ),
  Panic: changes('Covers everything at once.'),
  Resume: changes('Ends the panic.'),
  ListEncoders: reads('The video encoders of this OBS.'),
  ListDestinations: reads("The further platforms, with each one's state."),
  SetDestination: changes('Adds a further platform, or changes one.'),
  RemoveDestination: changes('Forgets a further platform, and stops it.'),
  StartDestination: changes('Starts streaming to one further platform.'),
  StopDestination: changes('Stops streaming to one further platform.'),
};

export function pluginCommands(ask: AskPlugin): Command[] {
  const names = Object.keys(described) as PluginRequestName[];
  return names.map((name) => forwarded(name, ask));
}

function forwarded(name: PluginRequestName, ask: AskPlugin): Command {
  const { request: input, reply: output } = pluginRequests[name];
  return defineCommand({
    name,
    ...described[name],
    input,
    output,
    // Input is the request that belongs to the name: the schema has just said so.
    handler: (_context, data) => ask(name, data as PluginRequestData<typeof name>),
  });
}

function reads(description: string): Described {
  return { description, isReadOnly: true };
}

function changes(description: string): Described {
  return { description, isReadOnly: false };
}
