// Filters that change places while their source is drawn: libobs may then pass over the mask for that one frame.

import { expect, it } from 'vitest';
import { ticksOf } from './expectations.ts';
import { useStage } from './stage.ts';

const stage = useStage();

it('no frame of the canvas shows a source whose filters changed places while it was drawn', async () => {
  const host = await stage.startHost();
  // Nobody makes masks: all that may be seen of it is its cover.
  await host.addSource({ name: 'camera', width: 64, height: 64, settings: { mode: 'exact' } });
  await host.command('hide', 'camera -1');
  await host.command('program', 'camera');
  for (let round = 0; round < 5; round++) {
    await host.command('reordering_filter', 'camera');
    await host.nextTicks('canvas', 10);
    await host.command('reorder', 'camera');
    await host.nextTicks('canvas', 5);
  }
  const kinds = ticksOf(host, 'canvas').map(({ kind }) => kind);
  expect(kinds.length).toBeGreaterThan(50);
  expect(new Set(kinds)).toEqual(new Set(['covered']));
});
