import { describe, expect, it } from 'vitest';
import { MaskStream } from '../../control-server/src/stream/mask-stream.ts';
import { QualityLadder } from '../../control-server/src/stream/quality-ladder.ts';
import { StreamScheduler } from '../../control-server/src/stream/stream-scheduler.ts';
import { FakeFinder, FakePort } from './fake-port.ts';

class TurnFinder extends FakeFinder {
  readonly turns: string[];
  readonly name: string;

  constructor(name: string, turns: string[]) {
    super();
    this.name = name;
    this.turns = turns;
  }

  override async primary() {
    this.turns.push(this.name);
    return [];
  }

  override async further() {
    // The first one belongs to the first frame: nothing is known of its scene yet.
    if (this.secondLooks++ > 0) this.turns.push(`${this.name} again`);
    return [];
  }
}

function addStream(
  scheduler: StreamScheduler,
  id: number,
  turns: string[],
  quality = new QualityLadder(),
): FakePort {
  const port = new FakePort();
  port.flicker();
  scheduler.add(
    id,
    new MaskStream({
      port,
      finder: new TurnFinder(`stream ${id}`, turns),
      quality,
      settings: {
        mask_type: 'blur',
        intensity: 50,
        mask_color: 0,
        mode: 'guard',
        look_ahead_ms: 250,
      },
      onStateChange: () => undefined,
    }),
  );
  return port;
}

describe('StreamScheduler', () => {
  it('looks at new frames of all streams before it looks at any a second time', async () => {
    const turns: string[] = [];
    const scheduler = new StreamScheduler();
    const ports = [addStream(scheduler, 1, turns), addStream(scheduler, 2, turns)];
    for (const id of [1, 2]) {
      turns.length = 0;
      for (const port of ports) port.show(id);
      await scheduler.wake(1);
    }
    expect(turns).toEqual(['stream 1', 'stream 2', 'stream 1 again', 'stream 2 again']);
  });

  it('takes turns: a stream that always has a frame does not starve the other', async () => {
    const turns: string[] = [];
    const scheduler = new StreamScheduler();
    const busy = addStream(scheduler, 1, turns);
    const calm = addStream(scheduler, 2, turns);
    busy.show(1);
    calm.show(1);
    const read = busy.readFrame.bind(busy);
    busy.readFrame = (pixels, facts) => {
      const isRead = read(pixels, facts);
      if (busy.frame.id < 5) {
        busy.show(busy.frame.id + 1);
      }
      return isRead;
    };
    await scheduler.wake(1);
    expect(turns.indexOf('stream 2')).toBe(1);
  });

  it('passes over a stream whose announced frame can not be read', async () => {
    const turns: string[] = [];
    const scheduler = new StreamScheduler();
    const broken = addStream(scheduler, 1, turns);
    const sound = addStream(scheduler, 2, turns);
    broken.show(1);
    broken.isReadable = false;
    sound.show(1);
    await scheduler.wake(1);
    expect(broken.published).toEqual([]);
    expect(turns).toEqual(['stream 2']);
  });

  it('tries an unreadable stream again when its next frame is announced, however busy the other', async () => {
    const turns: string[] = [];
    const scheduler = new StreamScheduler();
    const once = addStream(scheduler, 1, turns);
    const busy = addStream(scheduler, 2, turns);
    once.show(1);
    once.isReadable = false;
    busy.show(1);
    const read = busy.readFrame.bind(busy);
    busy.readFrame = (pixels, facts) => {
      const isRead = read(pixels, facts);
      if (busy.frame.id < 8) {
        busy.show(busy.frame.id + 1);
      }
      if (busy.frame.id === 4) {
        once.isReadable = true;
        void scheduler.wake(1);
      }
      return isRead;
    };
    await scheduler.wake(2);
    expect(turns.indexOf('stream 1')).toBeGreaterThan(0);
    expect(turns.indexOf('stream 1')).toBeLessThan(turns.lastIndexOf('stream 2'));
  });

  it('gives a second look now and then even when frames never stop', async () => {
    const turns: string[] = [];
    const scheduler = new StreamScheduler();
    const port = addStream(scheduler, 1, turns);
    port.show(1);
    const read = port.readFrame.bind(port);
    port.readFrame = (pixels, facts) => {
      const isRead = read(pixels, facts);
      if (port.frame.id < 35) {
        port.show(port.frame.id + 1);
      }
      return isRead;
    };
    await scheduler.wake(1);
    const looks = turns.filter((turn) => turn === 'stream 1 again').length;
    expect(looks).toBeGreaterThanOrEqual(3);
  });

  it('forgets a removed stream', async () => {
    const turns: string[] = [];
    const scheduler = new StreamScheduler();
    addStream(scheduler, 1, turns).show(1);
    scheduler.remove(1);
    await scheduler.wake(1);
    expect(turns).toEqual([]);
    expect(scheduler.size).toBe(0);
  });

  it('lets a removed stream share no time with the others any more', async () => {
    const quality = new QualityLadder();
    const scheduler = new StreamScheduler();
    for (const id of [1, 2]) {
      addStream(scheduler, id, [], quality).show(1);
      await scheduler.wake(id);
    }
    const { shareMs } = quality;
    scheduler.remove(1);
    expect(quality.shareMs).toBe(2 * shareMs);
  });

  it('nor one that is removed while it is analysed', async () => {
    const quality = new QualityLadder();
    const scheduler = new StreamScheduler();
    const port = addStream(scheduler, 1, [], quality);
    const read = port.readFrame.bind(port);
    port.readFrame = (pixels, facts) => {
      scheduler.remove(1);
      return read(pixels, facts);
    };
    port.show(1);
    await scheduler.wake(1);
    expect(port.publishedIds).toEqual([]);
    expect(quality.shareMs).toBe(Number.POSITIVE_INFINITY);
  });
});
