// A daemon that writes what the protocol forbids: the picture is covered, the connection replaced, and
// a daemon that is honest again is believed again.

import { afterEach, describe, expect, it } from 'vitest';
import {
  expectBoundedRepeats,
  expectNothingLeaked,
  expectOwnMasks,
  ticksOf,
} from './expectations.ts';
import { honest, type SeenFrame } from './fake-daemon.ts';
import { type RawMask, RawMasks, truthfulMask } from './raw-masks.ts';
import { useStage } from './stage.ts';

const stage = useStage();
const opened: RawMasks[] = [];
afterEach(() => {
  for (const masks of opened.splice(0)) masks.close();
});

type Lie = (mask: RawMask, frame: SeenFrame) => Partial<RawMask>;

/** Each with the reason that the plugin gives. */
const brokenRecords: Record<string, [string, Lie]> = {
  'one patch too many': ['patch_count', () => ({ patchCount: 65 })],
  'patches without number': ['patch_count', () => ({ patchCount: 0xffffffff })],
  'more pixels than there is room': ['pixel_bytes', () => ({ pixelBytes: 2 * 1024 * 1024 + 1 })],
  'pixels without number': ['pixel_bytes', () => ({ pixelBytes: 0xffffffff })],
  'a patch of side 0': ['patch_side', () => ({ side: 0 })],
  'a patch of side 8': ['patch_side', () => ({ side: 8, pixelBytes: 4096 })],
  'a patch of side 17': ['patch_side', () => ({ side: 17, pixelBytes: 4096 })],
  'a patch of side 512': ['patch_side', () => ({ side: 512, pixelBytes: 512 * 512 * 4 })],
  'a patch of a huge side': ['patch_side', () => ({ side: 0x80000000 })],
  'a patch beyond the pixels': ['patch_offset', () => ({ pixelOffset: 64 })],
  'a patch beyond the slot': ['patch_offset', () => ({ pixelOffset: 0xffffffc0 })],
  'a misaligned patch': ['patch_offset', () => ({ pixelOffset: 32, pixelBytes: 4096 })],
  'a coordinate that is no number': [
    'patch_coordinates',
    (mask) => ({ quad: [Number.NaN, ...mask.quad.slice(1)] }),
  ],
  'an axis without end': [
    'patch_coordinates',
    (mask) => ({ quad: [...mask.quad.slice(0, 5), Number.POSITIVE_INFINITY] }),
  ],
  'a corner far away': [
    'patch_coordinates',
    (mask) => ({ quad: [65_000, 0, 65_000, ...mask.quad.slice(3)] }),
  ],
  'an unknown flag': ['flags_unknown', () => ({ flags: 4 })],
  'a guess in exact mode': ['extrapolated_not_allowed', () => ({ flags: 1 })],
  'a mask from before its frame': ['based_on_id', (mask) => ({ basedOnId: mask.frameId - 1 })],
  'a mask from the future': ['based_on_id', (mask) => ({ basedOnId: mask.frameId + 1000 })],
};

describe('a record that breaks the protocol', () => {
  it.each(Object.entries(brokenRecords))('%s', async (_name, [reason, lie]) => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    const masks = new RawMasks(host.pid, daemon.layout);
    opened.push(masks);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');

    masks.reopen();
    daemon.behaviour = (frame) => {
      const mask = truthfulMask(frame);
      masks.write(frame.id, { ...mask, ...lie(mask, frame) });
    };
    await host.nextOfKind('camera', 'covered');
    // The cover's reason is the record for a tick only: the connection is replaced because of it.
    const noticed = `a mask that breaks the protocol (${reason})`;
    await host.nextTick('the lie noticed', () => host.log.includes(noticed));
    daemon.behaviour = honest;
    await host.nextOfKind('camera', 'masked');
    expect(daemon.connections).toBe(2);
    const ticks = ticksOf(host, 'camera');
    expectNothingLeaked(ticks);
    expectOwnMasks(ticks, daemon);
    expectBoundedRepeats(ticks);
  });
});

const otherFrames: Record<string, Lie> = {
  'the epoch before': (mask) => ({ epoch: mask.epoch - 1 }),
  'the epoch after': (mask) => ({ epoch: mask.epoch + 1 }),
  'a frame a round earlier': (mask) => ({ frameId: Math.max(0, mask.frameId - 128) }),
  'a frame a round later': (mask) => ({ frameId: mask.frameId + 128 }),
  'the neighbouring frame': (mask) => ({ frameId: mask.frameId + 1 }),
  'a lock that never opens': () => ({ sequence: 1 }),
};

describe('a record that is not for the frame that is due', () => {
  it.each(Object.keys(otherFrames))('%s', async (name) => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    const masks = new RawMasks(host.pid, daemon.layout);
    opened.push(masks);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');

    const lie = otherFrames[name];
    masks.reopen();
    daemon.behaviour = (frame) => {
      const mask = truthfulMask(frame);
      masks.write(frame.id, { ...mask, ...lie?.(mask, frame) });
    };
    await host.nextOfKind('camera', 'covered');
    const covered = await host.nextTicks('camera', 20);
    expect(covered.every((tick) => tick.kind === 'covered')).toBe(true);
    expect((await host.status('camera')).reason).toBe('mask_late');
    // The raw writer is believed when it tells the truth.
    daemon.behaviour = (frame) => masks.write(frame.id, truthfulMask(frame));
    await host.nextOfKind('camera', 'masked');
    expect(daemon.connections).toBe(1);
    const ticks = ticksOf(host, 'camera');
    expectNothingLeaked(ticks);
    expectOwnMasks(ticks, daemon);
    expectBoundedRepeats(ticks);
  });
});
