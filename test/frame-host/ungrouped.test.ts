// A masked group that is taken apart while something is live: what was in it would be raw from the next frame on.

import { describe, expect, it } from 'vitest';
import { procedure } from '../../protocol/names.ts';
import { ticksOf } from './expectations.ts';
import type { FrameHost, Tick } from './frame-host.ts';
import { useStage } from './stage.ts';

const stage = useStage();
const lost = "'mask' on 'camera' is removed";

/** The scene with the masked group is on the canvas, and is recorded. */
async function startGroup(): Promise<FrameHost> {
  const host = await stage.startHost();
  stage.startDaemon(host);
  await host.command('backstage', 'camera', 'plain', 64, 64);
  await host.command('group', 'scene', 'camera', JSON.stringify({ mode: 'exact' }));
  await host.command('program', 'scene');
  await host.nextOfKind('canvas', 'masked');
  await host.command('recording', 'on');
  await host.nextTicks('canvas', 5);
  return host;
}

async function kindsAfter(host: FrameHost, ...command: readonly string[]): Promise<Set<string>> {
  const from = ticksOf(host, 'canvas').length;
  await host.command(...command);
  await host.nextTicks('canvas', 20);
  return new Set(
    ticksOf(host, 'canvas')
      .slice(from)
      .map(({ kind }: Tick) => kind),
  );
}

describe('a masked group, while something is live', () => {
  const ways = [
    ['is ungrouped', 'ungroup'],
    ['has its source dragged out of it in the list of sources', 'drag_out'],
    ['has its source taken out of it by a script', 'move_out'],
  ] as const;

  it.each(ways)('that %s is covered until somebody resumes', async (_how, command) => {
    const host = await startGroup();
    const kinds = await kindsAfter(host, command, 'scene', 'camera');
    kinds.delete('masked');
    expect(kinds).toEqual(new Set(['covered']));
    expect(host.log).toContain(lost);
    await host.command('call', procedure.resume);
    // As its user wants it.
    await host.nextOfKind('canvas', 'raw');
  });

  it.each(ways)('that %s is covered until what was in it is masked', async (_how, command) => {
    const host = await startGroup();
    await kindsAfter(host, command, 'scene', 'camera');
    await host.command('mask', 'camera', JSON.stringify({ mode: 'exact' }));
    await host.nextOfKind('canvas', 'masked');
    expect(ticksOf(host, 'canvas').filter(({ kind }) => kind === 'raw')).toEqual([]);
  });

  it('is covered where another one, elsewhere, has the source that left it too', async () => {
    const host = await startGroup();
    await host.command('group', 'elsewhere', 'camera', JSON.stringify({ mode: 'exact' }));
    await host.nextTicks('canvas', 20);
    const kinds = await kindsAfter(host, 'drag_out', 'scene', 'camera');
    expect(kinds).not.toContain('raw');
    expect(kinds).toContain('covered');
  });

  it('whose source is dragged out of it goes on in a scene that is masked itself', async () => {
    const host = await startGroup();
    await host.command('mask_scene', 'scene', JSON.stringify({ mode: 'exact' }));
    await host.nextTicks('canvas', 20);
    await kindsAfter(host, 'drag_out', 'scene', 'camera');
    await host.nextOfKind('canvas', 'masked');
    expect(host.log).not.toContain(lost);
  });

  it('whose source is deleted has nothing to cover', async () => {
    const host = await startGroup();
    const kinds = await kindsAfter(host, 'delete_member', 'scene', 'camera');
    expect(kinds).not.toContain('raw');
    expect(host.log).not.toContain(lost);
  });

  it('that is deleted leaves nothing to cover', async () => {
    const host = await startGroup();
    const kinds = await kindsAfter(host, 'delete_group', 'scene');
    expect(kinds).not.toContain('raw');
    // An empty canvas looks covered; what the guard finds tells them apart.
    expect(host.log).not.toContain(lost);
  });
});

it.each([['ungroup'], ['drag_out']])(
  'what %s does to a masked group while nothing is live is left to its user',
  async (command) => {
    const host = await startGroup();
    await host.command('recording', 'off');
    expect(await kindsAfter(host, command, 'scene', 'camera')).toContain('raw');
    // What was done before something is live is no change while it is.
    await host.command('recording', 'on');
    await host.nextTicks('canvas', 5);
    await host.nextOfKind('canvas', 'raw');
    expect(host.log).not.toContain(lost);
  },
);
