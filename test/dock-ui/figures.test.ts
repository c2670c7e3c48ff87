import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mask } from '../../dock-ui/dev/scenarios.ts';
import {
  formatAge,
  formatBitrate,
  formatCount,
  formatDuration,
  formatMb,
  formatMs,
  formatProvider,
  formatShare,
  unknownFigure,
} from '../../dock-ui/src/models/format.ts';
import { maskableSources } from '../../dock-ui/src/models/maskable-sources.ts';
import { hexOfObsColor, obsColorOfHex } from '../../dock-ui/src/models/obs-color.ts';
import { historySeconds, StatsHistory } from '../../dock-ui/src/models/stats-history.ts';
import { themeChoiceOf, themeOf } from '../../dock-ui/src/models/theme.ts';

describe('figures', () => {
  it.each([
    [formatMs(7.25), '7.3'],
    [formatMs(12.4), '12'],
    [formatMs(undefined), unknownFigure],
    [formatCount(184_210), '184,210'],
    [formatCount(1_234_567), '1.23 M'],
    [formatMb(213.4), '213 MB'],
    [formatMb(2048), '2.0 GB'],
    [formatDuration(75), '1:15'],
    [formatDuration(3700), '1:01:40'],
    [formatAge(59_000), '59 s'],
    [formatAge(61_000), '1 min'],
    [formatAge(7_300_000), '2 h'],
    [formatShare(0, 0), '0 %'],
    [formatShare(1, 3), '33.3 %'],
    [formatBitrate(800), '800 kbit/s'],
    [formatBitrate(2987), '3.0 Mbit/s'],
    [formatProvider('cpu'), 'CPU'],
    [formatProvider('newest'), 'newest'],
    [formatProvider(''), unknownFigure],
  ])('%s', (shown, wanted) => {
    expect(shown).toBe(wanted);
  });
});

describe('colours', () => {
  it('come back as they went, opaque', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffffff }), (bgr) => {
        const color = (0xff000000 | bgr) >>> 0;
        expect(obsColorOfHex(hexOfObsColor(color))).toBe(color);
      }),
    );
  });

  it.each([
    ['#f00', 0xff0000ff],
    ['00FF00', 0xff00ff00],
    [' #1f1f1f ', 0xff1f1f1f],
    ['red', undefined],
    ['#12345', undefined],
    ['', undefined],
  ])('%j is %j', (text, color) => {
    expect(obsColorOfHex(text)).toBe(color);
  });
});

describe('the history', () => {
  const { stats } = mask();

  it('keeps two minutes, whatever comes', () => {
    const history = new StatsHistory();
    for (let index = 0; index < 1000; index++) {
      history.add({ atMs: index * 500, rssMb: 200, masks: [stats] });
    }
    const [times = []] = history.columns(stats.filter_uuid, ['fps']);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThanOrEqual(historySeconds);
    expect(times.length).toBeLessThanOrEqual(historySeconds * 2 + 1);
  });

  it('forgets a mask that is gone, and what was before a clock was set back', () => {
    const history = new StatsHistory();
    history.add({ atMs: 10_000, rssMb: 200, masks: [stats] });
    history.add({ atMs: 5000, rssMb: 200, masks: [stats] });
    expect(history.columns(stats.filter_uuid, ['fps'])[0]).toEqual([5]);
    history.add({ atMs: 6000, rssMb: 200, masks: [] });
    expect(history.columns(stats.filter_uuid, ['fps'])[0]).toEqual([]);
  });

  it('has a gap where nothing was known', () => {
    const history = new StatsHistory();
    history.add({ atMs: 1000, rssMb: 200, masks: [stats] });
    history.breakLines(1500);
    history.add({ atMs: 9000, rssMb: 200, masks: [stats] });
    expect(history.columns(stats.filter_uuid, ['fps'])[1]).toEqual([30, null, 30]);
  });

  it('counts the covered frames between two looks, from 0 where a filter began anew', () => {
    const history = new StatsHistory();
    for (const [second, covered] of [100, 112, 4].entries()) {
      const frames = { ...stats.frames, covered };
      history.add({ atMs: second * 500, rssMb: 200, masks: [{ ...stats, frames }] });
    }
    expect(history.columns(stats.filter_uuid, ['covered'])[1]).toEqual([0, 12, 0]);
  });
});

describe('sources to mask', () => {
  const source = (source_name: string, has_mask: boolean, is_active: boolean) => {
    return { source_name, kind_name: '', has_mask, is_active, width: 0, height: 0 };
  };

  it('are those without a mask, the program’s first, by name', () => {
    const sources = [
      source('b', false, false),
      source('a', false, false),
      source('z', false, true),
      source('masked', true, true),
    ];
    const names = (search: string) =>
      maskableSources(sources, search).map(({ source_name }) => source_name);
    expect(names('')).toEqual(['z', 'a', 'b']);
    expect(names(' B')).toEqual(['b']);
  });
});

describe('the theme', () => {
  it('is the user’s, or else the system’s', () => {
    expect(themeOf('auto', true)).toBe('light');
    expect(themeOf('auto', false)).toBe('dark');
    expect(themeOf('dark', true)).toBe('dark');
    expect(themeChoiceOf('nonsense')).toBe('auto');
  });
});
