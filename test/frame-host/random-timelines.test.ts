// The real filter on the real libobs, against daemons that do anything in any order: no output frame shows
// pixels of frame k outside the mask made for k. Ticks come in real time, so a seed names what is done
// and not when; the rules hold however late a tick is.
//
// FC_RUNS and FC_SEED in the environment: how many timelines, and which.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { procedure, settingKey } from '../../protocol/names.ts';
import {
  countOf,
  expectBoundedRepeats,
  expectNeverBackwards,
  expectNothingFromBeforeFlushes,
  expectNothingLeaked,
  freshlyMasked,
  ticksOf,
} from './expectations.ts';
import type { FakeDaemon } from './fake-daemon.ts';
import type { FilterReport, FrameHost, Tick } from './frame-host.ts';
import { Mischief } from './mischief.ts';
import { type Action, type Timeline, timelines } from './random-timeline.ts';
import { useStage } from './stage.ts';

const stage = useStage();
const defaultRuns = 10;
const runTimeoutMs = 60_000;

const { FC_RUNS, FC_SEED } = process.env;
const runs = Number(FC_RUNS ?? defaultRuns);
const seed = Number(FC_SEED ?? Date.now() % 0x7fffffff);

interface Play {
  host: FrameHost;
  daemon: FakeDaemon;
  mischief: Mischief;
}

/** What was tried, over all runs: rules that are never tried prove nothing. */
const totals: Record<string, number> = {};
function addTo(what: string, count: number): void {
  totals[what] = (totals[what] ?? 0) + count;
}

async function act(play: Play, action: Action): Promise<void> {
  const { host } = play;
  switch (action.kind) {
    case 'settings':
      await host.command('settings', 'camera', JSON.stringify(action.settings));
      break;
    case 'size':
      await host.command('size', 'camera', action.width, action.height);
      break;
    case 'hide':
      await host.command('hide', 'camera', action.ticks);
      break;
    case 'hide_until_shown':
      await host.command('hide', 'camera', -1);
      await host.nextTicks('camera', action.ticks);
      await host.command('show', 'camera');
      break;
    case 'draws':
      await host.command('draws', action.count);
      break;
    case 'drop':
      play.daemon.drop();
      break;
    case 'restart':
      play.daemon.stop();
      if (action.ticks > 0) await host.nextTicks('camera', action.ticks);
      play.daemon = stage.startDaemon(host, { behaviour: play.mischief.behaviour });
      break;
    case 'panic':
      await host.command('call', procedure.panic);
      if (action.ticks > 0) await host.nextTicks('camera', action.ticks);
      await host.command('call', procedure.resume);
      break;
    case 'user_cover':
      await host.command('settings', 'camera', JSON.stringify({ [settingKey.isCovered]: true }));
      if (action.ticks > 0) await host.nextTicks('camera', action.ticks);
      await host.command('settings', 'camera', JSON.stringify({ [settingKey.isCovered]: false }));
      break;
    default:
      action satisfies never;
  }
}

interface Played {
  /** Of the filtered source, until it was hidden for good. */
  ticks: Tick[];
  frames: FilterReport['frames'];
  mischief: Mischief;
}

async function play(timeline: Timeline): Promise<Played> {
  const host = await stage.startHost(timeline.fps);
  const daemon = stage.startDaemon(host);
  const isNextNumberSure = timeline.kind !== 'async';
  const mischief = new Mischief({ hostPid: host.pid, daemon, isNextNumberSure });
  daemon.behaviour = mischief.behaviour;
  const running: Play = { host, daemon, mischief };
  try {
    await host.addSource({ name: 'camera', kind: timeline.kind, settings: timeline.settings });
    for (const segment of timeline.segments) {
      mischief.deeds = segment.deeds;
      for (const { action, ticks } of segment.actions) {
        addTo(action.kind, 1);
        await act(running, action);
        if (ticks > 0) await host.nextTicks('camera', ticks);
      }
      await host.nextTicks('camera', segment.ticks);
    }
    await host.command('hide', 'camera', -1);
    await host.nextTicks('camera', 2);
    const { frames } = await host.status('camera');
    expect(await host.quit()).toEqual({ exitCode: 0, signal: null, leaks: 0 });
    return { ticks: ticksOf(host, 'camera'), frames, mischief };
  } finally {
    mischief.close();
  }
}

/** The four kinds, as the filter counts them, are what was seen, and add up to what was drawn. */
function expectCountersToMatch({ ticks, frames }: Played): void {
  const drawn = ticks.filter(({ kind }) => kind !== 'hidden' && kind !== 'empty');
  const fresh = freshlyMasked(drawn).length;
  const { masked, repeated, extrapolated, covered } = frames;
  expect(frames.drawn).toBe(drawn.length);
  expect(masked + repeated + extrapolated + covered).toBe(drawn.length);
  expect(masked + extrapolated).toBe(fresh);
  expect(repeated).toBe(countOf(drawn, 'masked') - fresh);
  expect(covered).toBe(countOf(drawn, 'covered'));
}

function expectOwnMasks(ticks: readonly Tick[], mischief: Mischief): void {
  for (const tick of ticks) {
    if (tick.kind !== 'masked') continue;
    const { maskId } = tick;
    expect(maskId, `a mask's colour in tick ${tick.tick}`).toBeDefined();
    expect(mischief.numbersOf(maskId ?? -1), `tick ${tick.tick}`).toContain(tick.frame);
  }
}

describe('whatever the daemon does, and whatever is done to the source', () => {
  it('no frame is seen but through its own mask', { timeout: runs * runTimeoutMs }, async () => {
    console.log(`random timelines: FC_SEED=${seed} FC_RUNS=${runs}`);
    const property = fc.asyncProperty(timelines, async (timeline) => {
      try {
        const played = await play(timeline);
        const { ticks, frames, mischief } = played;
        expectNothingLeaked(ticks);
        expectOwnMasks(ticks, mischief);
        expectNeverBackwards(ticks);
        expectBoundedRepeats(ticks);
        if (timeline.kind !== 'async') expectNothingFromBeforeFlushes(ticks);
        expectCountersToMatch(played);
        for (const [what, count] of [...Object.entries(frames), ...mischief.counts])
          addTo(what, count);
      } finally {
        await stage.clear();
      }
    });
    // Smaller timelines would fail at other times, or not at all.
    await fc.assert(property, { numRuns: runs, seed, endOnFailure: true });
    console.log(`random timelines: ${JSON.stringify(totals)}`);
    if (runs < defaultRuns) return;
    for (const kind of ['masked', 'repeated', 'covered'])
      expect(totals[kind]).toBeGreaterThan(runs);
  });
});
