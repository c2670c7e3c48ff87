// A daemon that dies, hangs, is late, refuses, or was not there when the frame was: the last masked
// picture bridges a quarter of a second, then the cover is on.

import { describe, expect, it } from 'vitest';
import { protocolVersion } from '../../protocol/names.ts';
import {
  countOf,
  expectBoundedRepeats,
  expectNeverBackwards,
  expectNothingLeaked,
  expectOwnMasks,
  freshlyMasked,
  ticksOf,
} from './expectations.ts';
import { type Behaviour, type FakeDaemon, honest, type SeenFrame, welcome } from './fake-daemon.ts';
import type { FrameHost } from './frame-host.ts';
import { useStage } from './stage.ts';
import { frameNumberAfter } from './test-picture.ts';

const stage = useStage();

const nothing: Behaviour = () => undefined;

function late(delayMs: number): Behaviour {
  return (frame, daemon) =>
    daemon.publishLater(delayMs, frame, { frameId: frame.id, number: frame.number });
}

function expectAllRules(host: FrameHost, daemons: readonly FakeDaemon[]): void {
  const ticks = ticksOf(host, 'camera');
  expectNothingLeaked(ticks);
  expectBoundedRepeats(ticks);
  expectNeverBackwards(ticks);
  expectOwnMasks(ticks, ...daemons);
}

describe('a daemon that goes', () => {
  it('killed: the picture is covered until another one is there', async () => {
    const host = await stage.startHost();
    const first = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    first.stop();
    await host.nextOfKind('camera', 'covered');
    const covered = await host.nextTicks('camera', 10);
    expect(countOf(covered, 'covered')).toBe(10);
    expect((await host.status('camera')).reason).toBe('daemon_missing');
    const second = stage.startDaemon(host);
    await host.nextOfKind('camera', 'masked');
    expectAllRules(host, [first, second]);
  });

  it('hung: it is given up, and the next connection works', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    daemon.fallSilent();
    await host.nextOfKind('camera', 'covered');
    await host.nextTick('the connection replaced', () => daemon.connections === 2);
    daemon.behaviour = honest;
    await host.nextOfKind('camera', 'masked');
    expectAllRules(host, [daemon]);
  });
});

describe('masks that do not come', () => {
  it('at all: the last picture is repeated for a bounded time, then covered', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 10);
    daemon.behaviour = nothing;
    await host.nextOfKind('camera', 'covered');
    const { frames, reason } = await host.status('camera');
    expect(reason).toBe('mask_late');
    expect(frames.repeated).toBeGreaterThan(0);
    daemon.behaviour = honest;
    await host.nextOfKind('camera', 'masked');
    expectAllRules(host, [daemon]);
  });

  it('now and then: the frame before is repeated, and no cover is seen', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host, {
      behaviour: (frame, self) => {
        if (frame.id % 4 !== 0) self.publish(frame, { frameId: frame.id, number: frame.number });
      },
    });
    await host.addSource({ name: 'camera', settings: { mode: 'guard' } });
    await host.nextOfKind('camera', 'masked');
    const ticks = await host.nextTicks('camera', 60);
    const { frames } = await host.status('camera');
    expect(frames.repeated).toBeGreaterThan(8);
    expect(freshlyMasked(ticks).length).toBeGreaterThan(15);
    expectAllRules(host, [daemon]);
  });

  it('in time: late within the delay is not late, beyond it is covered', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host, { behaviour: late(200) });
    await host.addSource({ name: 'camera', settings: { mode: 'guard' } });
    await host.nextOfKind('camera', 'masked');
    expect(freshlyMasked(await host.nextTicks('camera', 30)).length).toBeGreaterThan(10);
    daemon.behaviour = late(700);
    await host.nextOfKind('camera', 'covered');
    const covered = await host.nextTicks('camera', 30);
    expect(countOf(covered, 'covered')).toBe(30);
    daemon.behaviour = honest;
    await host.nextOfKind('camera', 'masked');
    expectAllRules(host, [daemon]);
  });

  it('in order, or once: each is still drawn on its own frame', async () => {
    const held: SeenFrame[] = [];
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host, {
      behaviour: (frame, self) => {
        held.push(frame);
        if (held.length < 5) return;
        for (const back of [...held.splice(0).reverse(), frame]) {
          self.publish(frame, { frameId: back.id, number: back.number, epoch: back.epoch });
        }
      },
    });
    await host.addSource({ name: 'camera', settings: { mode: 'guard' } });
    await host.nextOfKind('camera', 'masked');
    expect(freshlyMasked(await host.nextTicks('camera', 40)).length).toBeGreaterThan(15);
    expectAllRules(host, [daemon]);
  });

  it('for frames that this daemon never saw are not believed', async () => {
    const host = await stage.startHost();
    const first = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'guard' } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 15);
    first.stop();
    // Knows nothing but the newest frame, and claims to know those before; of them it is wrong.
    const second = stage.startDaemon(host, {
      behaviour: (frame, self) => {
        if (self.seen.length > 1) return;
        for (let back = 1; back <= frame.delayFrames; back++) {
          self.publish(frame, {
            frameId: frame.id - back,
            number: frameNumberAfter(frame.number, 100),
          });
        }
      },
    });
    await host.nextTick('the second daemon at work', () => second.seen.length > 0);
    await host.nextTicks('camera', 20);
    expectAllRules(host, [first, second]);
  });
});

describe('a daemon that asks', () => {
  it('for the cover gets it, for as long as it asks', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    daemon.behaviour = (frame, self) =>
      self.publish(frame, { frameId: frame.id, number: frame.number, isCover: true });
    await host.nextOfKind('camera', 'covered');
    const covered = await host.nextTicks('camera', 20);
    expect(countOf(covered, 'covered')).toBe(20);
    expect((await host.status('camera')).reason).toBe('daemon_requested');
    daemon.behaviour = honest;
    await host.nextOfKind('camera', 'masked');
    expectAllRules(host, [daemon]);
  });
});

describe('a daemon that is not for this plugin', () => {
  it.each([
    { name: 'of another major version', answer: welcome(protocolVersion.major + 1) },
    {
      name: 'that refuses',
      answer: {
        type: 'daemon.refuse',
        code: 'too_many_streams',
        message: 'More filters are in use than the daemon can serve.',
      },
    } as const,
  ])('$name: covered, until it is another one', async ({ answer }) => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host, { answer });
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextTicks('camera', 20);
    const refused = await host.status('camera');
    expect(refused.channel_state).toBe('refused');
    expect(countOf(ticksOf(host, 'camera'), 'masked')).toBe(0);
    daemon.answer = welcome();
    await host.nextOfKind('camera', 'masked');
    expectAllRules(host, [daemon]);
  });
});
