// OBS's outputs as commands. Destinations are the plugin's, and among its commands.

import { outputCommands as schemas } from '../../../../protocol/outputs.ts';
import type { OutputName } from '../../outputs/output-monitor.ts';
import type { Outputs } from '../../outputs/outputs.ts';
import { type Command, defineCommand } from '../command.ts';

export function outputCommands(outputs: Outputs): Command[] {
  return [
    defineCommand({
      name: 'SetPlatform',
      description: "Chooses where OBS's stream goes, and gives OBS the stream key.",
      isReadOnly: false,
      ...schemas.SetPlatform,
      handler: (_context, input) => outputs.setPlatform(input),
    }),
    defineCommand({
      name: 'SetQuality',
      description: 'Sets size, frame rate, bitrates and encoder in the active profile of OBS.',
      isReadOnly: false,
      ...schemas.SetQuality,
      handler: (_context, input) => outputs.setQuality(input),
    }),
    ...switches(outputs, 'stream', 'Stream', "OBS's stream, and the further platforms with it"),
    ...switches(outputs, 'record', 'Record', "OBS's recording"),
    ...switches(outputs, 'virtual_camera', 'VirtualCamera', "OBS's virtual camera"),
    defineCommand({
      name: 'StartAll',
      description: 'Starts stream, recording and virtual camera; one that fails stops no other.',
      isReadOnly: false,
      ...schemas.StartAll,
      handler: async (_context, input) => ({ results: await outputs.startAll(input) }),
    }),
    defineCommand({
      name: 'StopAll',
      description: 'Stops all of them that run.',
      isReadOnly: false,
      ...schemas.StopAll,
      handler: async () => ({ results: await outputs.stopAll() }),
    }),
  ];
}

function switches(
  outputs: Outputs,
  output: OutputName,
  name: 'Stream' | 'Record' | 'VirtualCamera',
  what: string,
): Command[] {
  return [
    defineCommand({
      name: `Start${name}`,
      description: `Starts ${what}; answers when it runs.`,
      isReadOnly: false,
      ...schemas[`Start${name}`],
      handler: async () => {
        await outputs.startOutput(output);
        return { is_active: true };
      },
    }),
    defineCommand({
      name: `Stop${name}`,
      description: `Stops ${what}; answers when it is off.`,
      isReadOnly: false,
      ...schemas[`Stop${name}`],
      handler: async () => {
        await outputs.stopOutput(output);
        return { is_active: false };
      },
    }),
  ];
}
