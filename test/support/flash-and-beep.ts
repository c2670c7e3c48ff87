// A clip in which picture and sound say the same at the same moments: the picture flashes white, and a tone
// beeps. Read back from a recording, the two tell how far the sound is from the picture.

import { execa } from 'execa';

const periodS = 1.5;
const firstS = 0.8;
const pulseS = 0.2;
const fps = 30;
const sampleRate = 48_000;
const windowSamples = sampleRate / 1000;
/** Further apart, a flash and a beep could belong to different moments. */
const pairMs = (periodS * 1000) / 2;

export interface FlashAndBeepClip {
  readonly file: string;
  readonly seconds: number;
  /** Positive: the sound comes after the picture. */
  readonly beepAfterMs?: number;
}

/** Matroska with H.264 and PCM. There is nobody in it. */
export async function writeFlashAndBeep(clip: FlashAndBeepClip): Promise<void> {
  const { file, seconds, beepAfterMs = 0 } = clip;
  // Half a frame early, or rounding would decide on the first frame.
  const flash = `lt(mod(t+${periodS - firstS + 0.5 / fps}\\,${periodS})\\,${pulseS})`;
  const beep = `lt(mod(t+${periodS - firstS - beepAfterMs / 1000}\\,${periodS})\\,${pulseS})`;
  await execa('ffmpeg', [
    ...['-hide_banner', '-loglevel', 'error', '-y', '-f', 'lavfi', '-i'],
    `color=c=0x383838:s=640x360:r=${fps}:d=${seconds},drawbox=c=white:t=fill:enable='${flash}'`,
    ...['-f', 'lavfi', '-i', `aevalsrc=0.5*sin(2*PI*1000*t)*${beep}:s=${sampleRate}:d=${seconds}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', `${fps}`],
    ...['-threads', '2', '-c:a', 'pcm_s16le', file],
  ]);
}

export interface SyncReading {
  readonly flashes: number;
  readonly beeps: number;
  /** Per flash that has a beep near it: positive where the sound comes after the picture. */
  readonly beepAfterMs: readonly number[];
  /** Of those; undefined where there are none. */
  readonly medianMs: number | undefined;
}

/** Flash against beep in a video, on one time line from the file's beginning. */
export async function readFlashAndBeep(file: string): Promise<SyncReading> {
  const [flashesMs, beepsMs] = [await flashTimes(file), await beepTimes(file)];
  const beepAfterMs = flashesMs.flatMap((flashMs) => {
    const near = beepsMs
      .map((beepMs) => beepMs - flashMs)
      .filter((afterMs) => Math.abs(afterMs) < pairMs)
      .sort((a, b) => Math.abs(a) - Math.abs(b));
    return near.slice(0, 1);
  });
  const sorted = [...beepAfterMs].sort((a, b) => a - b);
  return {
    flashes: flashesMs.length,
    beeps: beepsMs.length,
    beepAfterMs,
    medianMs: sorted[Math.floor(sorted.length / 2)],
  };
}

async function decode(file: string, words: readonly string[]): Promise<Uint8Array> {
  const { stdout } = await execa(
    'ffmpeg',
    ['-hide_banner', '-loglevel', 'error', '-threads', '2', '-i', file, ...words, 'pipe:1'],
    { encoding: 'buffer', maxBuffer: 200_000_000, timeout: 120_000 },
  );
  return stdout;
}

async function flashTimes(file: string): Promise<number[]> {
  const filter = `fps=${fps}:start_time=0,scale=1:1:flags=area,format=gray`;
  const levels = await decode(file, ['-map', '0:v:0', '-vf', filter, '-f', 'rawvideo']);
  const isBright = Array.from(levels, (level) => level > 180);
  return onsets(isBright, fps / 2).map((frame) => (frame * 1000) / fps);
}

async function beepTimes(file: string): Promise<number[]> {
  const filter = 'aresample=first_pts=0';
  const pcm = ['-f', 's16le', '-ac', '1', '-ar', `${sampleRate}`];
  const bytes = await decode(file, ['-map', '0:a:0', '-af', filter, ...pcm]);
  const samples = new Int16Array(bytes.slice().buffer, 0, Math.floor(bytes.length / 2));
  const isLoud: boolean[] = [];
  for (let at = 0; at + windowSamples <= samples.length; at += windowSamples) {
    let peak = 0;
    for (let index = at; index < at + windowSamples; index++) {
      peak = Math.max(peak, Math.abs(samples[index] ?? 0));
    }
    isLoud.push(peak > 3000);
  }
  return onsets(isLoud, 500);
}

/** Where it becomes true after having been false for so long. */
function onsets(values: readonly boolean[], quietBefore: number): number[] {
  const found: number[] = [];
  let quiet = 0;
  values.forEach((value, index) => {
    if (value && quiet >= quietBefore) found.push(index);
    quiet = value ? 0 : quiet + 1;
  });
  return found;
}
