import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { MessageBudget } from '../../control-server/src/docks/message-budget.ts';
import { judgeHealth } from '../../control-server/src/http/health.ts';
import { judgeHeaders } from '../../control-server/src/http/loopback-guard.ts';
import { bindLoopback, type PortBinding } from '../../control-server/src/http/port-binding.ts';
import { MaskRates } from '../../control-server/src/state/mask-rates.ts';
import { StateFeed } from '../../control-server/src/state/state-feed.ts';
import { outputStates } from '../../protocol/names.ts';
import {
  previewPictures,
  previewSideMax,
  readPreviewFrame,
  writePreviewHeader,
} from '../../protocol/preview-frame.ts';

describe('a budget', () => {
  it('allows the burst, and then the rate, whatever the times', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 200 }), (gapsMs) => {
        const budget = new MessageBudget({ burst: 10, perSecond: 20 }, 0);
        let nowMs = 0;
        let taken = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          if (budget.take(nowMs)) taken++;
        }
        expect(taken).toBeLessThanOrEqual(10 + (nowMs * 20) / 1000);
      }),
    );
  });
});

describe('rates', () => {
  const counters = (drawn: number, analysed: number, skipped: number) =>
    new Map([['a', { drawn, analysed, skipped }]]);

  it('are known from the second sample on', () => {
    const rates = new MaskRates();
    rates.update(counters(100, 50, 50), 0);
    expect(rates.of('a')).toBeUndefined();
    rates.update(counters(115, 55, 60), 500);
    expect(rates.of('a')).toEqual({ fps: 30, framesPerAnalysis: 3 });
    rates.update(counters(115, 55, 60), 1000);
    expect(rates.of('a')).toEqual({ fps: 0, framesPerAnalysis: 0 });
  });

  it('begin anew where a counter began anew, and are forgotten with the mask', () => {
    const rates = new MaskRates();
    rates.update(counters(100, 50, 50), 0);
    rates.update(counters(115, 55, 60), 500);
    rates.update(counters(3, 1, 0), 1000);
    expect(rates.of('a')).toBeUndefined();
    rates.update(new Map(), 1500);
    rates.update(counters(30, 1, 0), 2000);
    expect(rates.of('a')).toBeUndefined();
  });

  it('do not come from samples that lie too close together', () => {
    const rates = new MaskRates();
    rates.update(counters(100, 50, 50), 0);
    rates.update(counters(115, 55, 60), 500);
    rates.update(counters(115, 55, 60), 505);
    expect(rates.of('a')?.fps).toBe(30);
  });
});

describe('the guard', () => {
  it('lets only our own names with our own port in, and our own origins', () => {
    for (const host of ['127.0.0.1:80', 'localhost:80', 'LOCALHOST:80', '[::1]:80']) {
      expect(judgeHeaders({ host }, 80)).toBe('ok');
    }
    const host = '127.0.0.1:80';
    expect(judgeHeaders({ host, origin: 'http://localhost:80' }, 80)).toBe('ok');
    expect(judgeHeaders({}, 80)).toBe('host_wrong');
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^(127\.0\.0\.1|localhost|\[::1\]):80$/i.test(text));
        expect(judgeHeaders({ host: text }, 80)).toBe('host_wrong');
        fc.pre(!/^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):80$/.test(text));
        expect(judgeHeaders({ host, origin: text }, 80)).toBe('origin_wrong');
      }),
    );
  });
});

describe('health', () => {
  const state = (streamState?: string) =>
    ({ masks: streamState ? [{ stream: { state: streamState } }] : [] }) as never;
  it.each([
    [false, false, undefined, 'starting'],
    [true, true, undefined, 'ok'],
    [true, true, 'running', 'ok'],
    [true, true, 'warming', 'ok'],
    [true, true, 'failed', 'unhealthy'],
    [true, false, 'running', 'unhealthy'],
  ])('ready %s, heard %s, stream %s: %s', (isWorkerReady, isWorkerHeard, stream, status) => {
    expect(judgeHealth({ isWorkerReady, isWorkerHeard, state: state(stream) })).toBe(status);
  });
});

describe('binding', () => {
  const open: PortBinding[] = [];
  afterEach(() => {
    for (const { servers } of open.splice(0)) for (const server of servers) server.close();
  });
  async function bind(port: number): Promise<PortBinding> {
    const binding = await bindLoopback(port, () => createServer());
    open.push(binding);
    return binding;
  }
  const addressesOf = ({ servers }: PortBinding) =>
    servers.map((server) => (server.address() as AddressInfo).address);

  it('takes the loopback alone, with one port on both kinds of address', async () => {
    const binding = await bind(0);
    expect(['127.0.0.1', '127.0.0.1 ::1']).toContain(addressesOf(binding).join(' '));
    const ports = binding.servers.map((server) => (server.address() as AddressInfo).port);
    expect(new Set(ports)).toEqual(new Set([binding.port]));
  });

  it('goes on to the next port where one is taken, on either address', async () => {
    const first = await bind(0);
    const second = await bind(first.port);
    expect(second.port).toBeGreaterThan(first.port);
    if (first.servers.length < 2) return;
    const onlySixth = createServer();
    onlySixth.listen(0, '::1');
    await once(onlySixth, 'listening');
    const { port } = onlySixth.address() as AddressInfo;
    expect((await bind(port)).port).not.toBe(port);
    onlySixth.close();
  });
});

describe('the state feed', () => {
  it('tells a change once, the newest of many, and nothing where only figures differ', async () => {
    const told: string[] = [];
    let state = { safety: 'a', daemon: { rss_mb: 1 } };
    const feed = new StateFeed({
      build: (revision) => ({ ...state, revision }) as never,
      onState: (text) => told.push(text),
      intervalMs: 20,
    });
    const settle = () => new Promise((resolve) => setTimeout(resolve, 60));
    feed.changed();
    await settle();
    expect(told).toHaveLength(1);
    state = { safety: 'a', daemon: { rss_mb: 2 } };
    feed.changed();
    await settle();
    expect(told).toHaveLength(1);
    for (const safety of ['b', 'c', 'd']) {
      state = { ...state, safety };
      feed.changed();
    }
    await settle();
    feed.stop();
    expect(told).toHaveLength(2);
    expect(JSON.parse(told[1] ?? '')).toMatchObject({ state: { safety: 'd', revision: 2 } });
    expect(JSON.parse(feed.currentText())).toMatchObject({ state: { safety: 'd', revision: 2 } });
  });
});

describe("a preview's header", () => {
  const side = fc.integer({ min: 1, max: 24 });
  it('comes back as it was written, and nothing else is taken for one', () => {
    fc.assert(
      fc.property(
        fc.record({
          picture: fc.constantFrom(...previewPictures),
          state: fc.constantFrom(...outputStates),
          tag: fc.integer({ min: 0, max: 0xffffffff }),
          widthPx: side,
          heightPx: side,
          frameId: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
          ageMs: fc.integer({ min: 0, max: 100_000 }),
          leftOut: fc.integer({ min: 0, max: 0xffffffff }),
        }),
        (header) => {
          const bytes = new Uint8Array(32 + header.widthPx * header.heightPx * 4).fill(7);
          writePreviewHeader(bytes, header);
          const { rgba, ...read } = readPreviewFrame(bytes.buffer) ?? {};
          expect(read).toEqual(header);
          expect(rgba?.length).toBe(header.widthPx * header.heightPx * 4);
          expect(readPreviewFrame(bytes.buffer.slice(1))).toBeUndefined();
          expect(readPreviewFrame(bytes.buffer.slice(0, -1))).toBeUndefined();
        },
      ),
    );
    expect(readPreviewFrame(new ArrayBuffer(0))).toBeUndefined();
    const large = new Uint8Array(32 + (previewSideMax + 1) * 4);
    writePreviewHeader(large, {
      picture: 'processed',
      state: 'masked',
      tag: 0,
      widthPx: previewSideMax + 1,
      heightPx: 1,
      frameId: 1,
      ageMs: 0,
      leftOut: 0,
    });
    expect(readPreviewFrame(large.buffer)).toBeUndefined();
  });
});
