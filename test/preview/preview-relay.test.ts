// Between pages and worker: what is asked for follows what is watched, and ends with it.

import { beforeAll, describe, expect, it } from 'vitest';
import { loadNativeAddon } from '../../control-server/src/channel/native-addon.ts';
import type { PreviewWish } from '../../control-server/src/docks/dock-hub.ts';
import type { Picture } from '../../control-server/src/docks/paced-sender.ts';
import { PreviewRelay, systemMonotonicMs } from '../../control-server/src/preview/preview-relay.ts';
import type { PreviewDemand, WorkerPicture } from '../../control-server/src/worker-messages.ts';
import { buildAddons } from '../channel/native-build.ts';

beforeAll(buildAddons, 120_000);

function stage() {
  const watched: (readonly PreviewDemand[])[] = [];
  const published: { filterUuid: string; picture: Picture }[] = [];
  let wish: (wishes: ReadonlyMap<string, PreviewWish>) => void = () => undefined;
  let renew: (() => void) | undefined = () => undefined;
  const relay = new PreviewRelay({
    hub: {
      onPreviewWishes: (listener) => {
        wish = listener;
        listener(new Map());
      },
      publishPicture: (filterUuid, picture) => published.push({ filterUuid, picture }),
    },
    watch: (demands) => watched.push(demands),
    repeat: (_everyMs, work) => {
      renew = work;
      return () => {
        renew = undefined;
      };
    },
    monotonicMs: () => 1234,
  });
  const setWishes = (...wishes: [string, boolean][]) =>
    wish(new Map(wishes.map(([uuid, withOriginal]) => [uuid, { withOriginal }])));
  return { relay, watched, published, setWishes, renew: () => renew?.(), hasTimer: () => !!renew };
}

const picture: WorkerPicture = {
  type: 'worker.picture',
  filterUuid: 'one',
  picture: 'processed',
  state: 'masked',
  frameId: 9,
  drawnMs: 1200,
  widthPx: 1,
  heightPx: 1,
  rgba: new Uint8Array(4),
};

describe('the relay', () => {
  it('asks the worker for what is watched, renews it, and takes it back', () => {
    const { watched, setWishes, renew } = stage();
    renew();
    expect(watched).toEqual([]);
    setWishes(['one', false], ['two', true]);
    renew();
    const both = [
      { filterUuid: 'one', withOriginal: false },
      { filterUuid: 'two', withOriginal: true },
    ];
    expect(watched).toEqual([both, both]);
    setWishes();
    renew();
    setWishes();
    expect(watched).toEqual([both, both, []]);
  });

  it('passes pictures on with their age', () => {
    const { relay, published } = stage();
    relay.receive(picture);
    const { type: _type, filterUuid, drawnMs: _drawn, ...facts } = picture;
    expect(published).toEqual([{ filterUuid, picture: { ...facts, ageMs: 34 } }]);
  });

  it('stops for good', () => {
    const { relay, watched, published, setWishes, hasTimer } = stage();
    setWishes(['one', true]);
    relay.stop();
    expect(watched.at(-1)).toEqual([]);
    expect(hasTimer()).toBe(false);
    const count = watched.length;
    setWishes(['one', true]);
    relay.receive(picture);
    expect(watched.length).toBe(count);
    expect(published).toEqual([]);
  });
});

describe('the clock', () => {
  it('is the one that frames are stamped with', () => {
    const beforeMs = systemMonotonicMs();
    const nativeMs = loadNativeAddon().monotonicMs();
    const afterMs = systemMonotonicMs();
    expect(nativeMs).toBeGreaterThanOrEqual(beforeMs);
    expect(nativeMs).toBeLessThanOrEqual(afterMs);
  });
});
