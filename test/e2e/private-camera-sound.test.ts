// The sound of an owned camera is heard, once, and in step with its delayed picture: a clip that flashes and
// beeps at the same moments still does in the recording.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { privateCameraId } from '../../protocol/names.ts';
import {
  clipSource,
  privateCamera,
  type SourceEntry,
} from '../../scripts/obs-config/scene-collection.ts';
import type { FilterStatus } from '../../scripts/obs-runner/plugin-status.ts';
import { canvas, collectionOf, MaskedSession } from '../support/masked-session.ts';
import { decodeVideo } from '../support/video-frames.ts';

const sampleRateHz = 8_000;
const periodMs = 2_000;
const flashMs = 300;
const beepLevel = 0.5;
/** A frame of the canvas and a packet of sound. */
const toleranceMs = 60;

interface Measured {
  /** The middle one of the loudest samples of each 10 ms in which something is heard. */
  level: number;
  /** From each flash to the beep that belongs to it. */
  gapsMs: number[];
  status: FilterStatus | undefined;
}

let folder: string;
let raw: Measured;
let masked: Measured;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'playalter-sound-'));
  const clip = path.join(folder, 'flash.mp4');
  await makeClip(clip);
  raw = await measure(clipSource(clip, []));
  masked = await measure(privateCamera(clipSource(clip, [])));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function makeClip(file: string): Promise<void> {
  const isOn = `lt(mod(t,${periodMs / 1000}),${flashMs / 1000})`;
  const size = `${canvas.width}x${canvas.height}`;
  await execa('ffmpeg', [
    ...['-hide_banner', '-loglevel', 'error', '-y'],
    ...['-f', 'lavfi', '-i', `color=c=gray:s=${size}:r=${canvas.fps}:d=20`],
    ...['-f', 'lavfi', '-i', `aevalsrc='${beepLevel}*sin(2*PI*1000*t)*${isOn}':s=48000:d=20`],
    ...['-vf', `drawbox=color=white:t=fill:enable='${isOn}'`, '-pix_fmt', 'yuv420p'],
    ...['-preset', 'ultrafast', file],
  ]);
}

async function measure(source: SourceEntry): Promise<Measured> {
  const isMasked = source.id === privateCameraId;
  const session = await MaskedSession.start({
    withFilter: false,
    collection: collectionOf(source),
    withPlugin: isMasked,
  });
  try {
    if (isMasked) await session.waitForMasked(30);
    // The sync offset is set a moment after the delay is known.
    await delay(2_000);
    await session.obs.startRecording();
    await delay(9_000);
    const file = await session.obs.stopRecording();
    const status = isMasked ? await session.filter() : undefined;
    const frames = await decodeVideo(file, canvas);
    const light = frames.map(({ data }) => data[data.length >> 1] ?? 0);
    const flashes = onsets(light.map((value) => value > 190)).map((at) => (at * 1000) / canvas.fps);
    const loudness = await loudnessOf(file);
    const beeps = onsets(loudness.map((value) => value > 0.1)).map((at) => at * 10);
    const gapsMs = flashes.flatMap((flash) =>
      beeps.map((beep) => beep - flash).filter((gap) => Math.abs(gap) < periodMs / 2),
    );
    return { level: median(loudness.filter((value) => value > 0.1)), gapsMs, status };
  } finally {
    await session.stop();
  }
}

/** Of each 10 ms the loudest sample. */
async function loudnessOf(file: string): Promise<number[]> {
  const { stdout } = await execa(
    'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'error', '-i', file, '-map', '0:a:0', '-ac', '1'],
      ...['-ar', `${sampleRateHz}`, '-f', 'f32le', 'pipe:1'],
    ],
    { encoding: 'buffer' },
  );
  const bytes = Uint8Array.from(stdout);
  const samples = new Float32Array(bytes.buffer, 0, bytes.length >> 2);
  const piece = sampleRateHz / 100;
  return Array.from({ length: Math.floor(samples.length / piece) }, (_unused, index) =>
    samples.subarray(index * piece, (index + 1) * piece).reduce((m, v) => Math.max(m, v), 0),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Where it turns on. */
function onsets(states: readonly boolean[]): number[] {
  return states.flatMap((isOn, at) => (isOn && at > 0 && !states[at - 1] ? [at] : []));
}

it('is heard, and not twice', () => {
  console.log(`level ${raw.level.toFixed(2)} without, ${masked.level.toFixed(2)} with the mask`);
  expect(raw.level).toBeGreaterThan(beepLevel / 2);
  expect(masked.level / raw.level).toBeGreaterThan(0.9);
  expect(masked.level / raw.level).toBeLessThan(1.1);
});

it('comes with its picture, which is delayed', () => {
  const delayMs = ((masked.status?.delay_frames ?? 0) * 1000) / canvas.fps;
  const text = ({ gapsMs }: Measured) => gapsMs.map((gap) => gap.toFixed(0)).join(', ');
  console.log(
    `beeps after flashes: ${text(raw)} ms without a mask, ${text(masked)} ms in a picture ${delayMs.toFixed(0)} ms late`,
  );
  expect(delayMs).toBeGreaterThan(3 * toleranceMs);
  for (const { gapsMs } of [raw, masked]) expect(gapsMs.length).toBeGreaterThanOrEqual(3);
  const between = median(masked.gapsMs) - median(raw.gapsMs);
  expect(Math.abs(between)).toBeLessThan(toleranceMs);
});
