// What the server answers by itself: its snapshot, and the egress check.

import { z } from 'zod';
import { type DockState, dockState } from '../../../../protocol/dock-state.ts';
import { type EgressReport, egressReport } from '../../egress/egress-report.ts';
import { type Command, defineCommand } from '../command.ts';

export interface ServerCommandNeeds {
  readonly state: () => DockState;
  readonly checkEgress: () => Promise<EgressReport>;
}

export function serverCommands({ state, checkEgress }: ServerCommandNeeds): Command[] {
  return [
    defineCommand({
      name: 'GetState',
      description: 'All that the pages show: the verdict, masks, sources, presets, outputs.',
      isReadOnly: true,
      input: z.strictObject({}),
      output: dockState,
      handler: async () => state(),
    }),
    defineCommand({
      name: 'CheckEgress',
      description: 'Looks for each way in which a raw frame could leave OBS.',
      isReadOnly: true,
      input: z.strictObject({}),
      output: egressReport,
      handler: () => checkEgress(),
    }),
  ];
}
