import { describe, expect, it } from 'vitest';
import type { FurtherPass } from '../../control-server/src/detection/further-passes.ts';
import { FurtherTurns } from '../../control-server/src/stream/further-turns.ts';
import { changeCellPx, PictureChanges } from '../../control-server/src/tracking/picture-changes.ts';

const columns = 16;
const rows = 8;
const [widthPx, heightPx] = [columns * changeCellPx, rows * changeCellPx];
const image = { data: new Uint8Array(0), widthPx, heightPx };

function pass(name: string, weight: number, fromShare = 0, toShare = 1): FurtherPass {
  const xPx = widthPx * fromShare;
  return {
    name,
    region: () => ({ xPx, yPx: 0, widthPx: widthPx * (toShare - fromShare), heightPx }),
    grainPx: () => 1,
    isAwaited: true,
    weight,
    detect: async () => [],
  };
}

const passes = [pass('whole', 2), pass('left', 1, 0, 0.5), pass('right', 1, 0.5, 1)];

/** `left` and `right`: whether that half of the picture is another one than before. */
function createTurns() {
  const changes = new PictureChanges();
  const turns = new FurtherTurns(changes);
  const values = new Int16Array(columns * rows).fill(300);
  let timeMs = 0;
  const show = ({ left = false, right = false } = {}) => {
    timeMs += 33;
    for (let at = 0; at < values.length; at++) {
      const isChanged = at % columns < columns / 2 ? left : right;
      if (isChanged) values[at] = 300 + (((values[at] ?? 0) - 300) ^ 200);
    }
    changes.read({ columns, rows, values }, timeMs);
    turns.review(passes, image, timeMs);
  };
  const look = (isMoving = false): string => {
    const next = turns.next(passes, timeMs, isMoving);
    if (!next) throw new Error('no pass');
    turns.noteLook(next, image, timeMs);
    turns.review(passes, image, timeMs);
    return next.name;
  };
  return { changes, turns, show, look };
}

describe('whose turn it is', () => {
  it('every pass sees what is new, each once', () => {
    const { turns, show, look } = createTurns();
    show();
    expect([look(), look(), look()].sort()).toEqual(['left', 'right', 'whole']);
    expect(turns.isAnyDue(passes)).toBe(false);
  });

  it.each(['left', 'right'])(
    'only those have something to see in whose part something has changed: %s',
    (side) => {
      const { turns, show, look } = createTurns();
      show();
      for (let at = 0; at < 3; at++) look();
      show({ [side]: true });
      expect(turns.isAnyDue(passes)).toBe(true);
      expect(turns.oldestUnseenMs(passes)).toBe(66);
      expect([look(), look()].sort()).toEqual([side, 'whole']);
      expect(turns.isAnyDue(passes)).toBe(false);
      expect(turns.oldestUnseenMs(passes)).toBe(Number.POSITIVE_INFINITY);
    },
  );

  it('all have their turns where nothing changes, by their weights where everything does', () => {
    for (const isChanging of [false, true]) {
      const { show, look } = createTurns();
      const seen = new Map<string, number>();
      for (let at = 0; at < 400; at++) {
        show({ left: isChanging, right: isChanging });
        const name = look();
        seen.set(name, (seen.get(name) ?? 0) + 1);
      }
      expect(seen.get('whole')).toBeGreaterThan(180);
      expect(seen.get('left')).toBeGreaterThan(80);
      expect(seen.get('right')).toBeGreaterThan(80);
    }
  });

  it('every second one is the first pass’s while something moves that nobody has looked at', () => {
    const { show, look } = createTurns();
    const names: string[] = [];
    for (let at = 0; at < 8; at++) {
      show({ left: true });
      names.push(look(true));
    }
    const isWhole = names.map((name) => name === 'whole');
    for (let at = 1; at < names.length; at++) expect(isWhole[at] || isWhole[at - 1]).toBe(true);
    expect(names).toContain('left');
  });

  it('a reset forgets what was seen', () => {
    const { changes, turns, show, look } = createTurns();
    show();
    for (let at = 0; at < 3; at++) look();
    changes.reset();
    turns.reset();
    show();
    expect(turns.isAnyDue(passes)).toBe(true);
    expect(turns.oldestUnseenMs(passes)).toBe(66);
  });
});
