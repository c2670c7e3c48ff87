// Writes a generated clip as a video, with its ground truth beside it as JSON.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type Clip, type ClipOptions, createClip } from './clip-generator.ts';
import { loadCast } from './face-sprites.ts';
import type { Box, View } from './photo-manifest.ts';
import type { RgbFrame } from './raster.ts';

const boxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);

export const clipTruth = z.object({
  clips: z.array(
    z.object({
      file: z.string(),
      width: z.number().int(),
      height: z.number().int(),
      fps: z.number(),
      /** Faces a frame, pixels of the clip, clipped to it. */
      frames: z.array(z.array(boxSchema)),
      /** Per frame, what is not background: whole people and the frame code. */
      people: z.array(z.array(boxSchema)),
    }),
  ),
});
export type ClipTruth = z.infer<typeof clipTruth>;

export interface ClipFileOptions extends ClipOptions {
  /** mp4 is H.264; nut holds raw BGRA frames, which OBS decodes at next to no cost. */
  readonly file: string;
  readonly views: readonly View[];
}

const round = (box: Box): [number, number, number, number] => [
  Math.round(box[0] * 10) / 10,
  Math.round(box[1] * 10) / 10,
  Math.round(box[2] * 10) / 10,
  Math.round(box[3] * 10) / 10,
];

/** The ground truth lies beside the clip as `<name>.boxes.json`. */
export function truthFileOf(clipFile: string): string {
  return clipFile.replace(/\.[^.]+$/, '.boxes.json');
}

export async function writeClipFile(options: ClipFileOptions): Promise<void> {
  const clip = createClip(await loadCast(options.height, options.views), options);
  await mkdir(path.dirname(options.file), { recursive: true });
  const unfinished = options.file.replace(/(\.[^.]+)$/, '.unfinished$1');
  await encodeClip(clip, unfinished);
  const indices = Array.from({ length: options.frameCount }, (_unused, index) => index);
  const truth: ClipTruth = {
    clips: [
      {
        file: path.basename(options.file),
        width: options.width,
        height: options.height,
        fps: options.fps,
        frames: indices.map((index) => clip.faces(index).map(round)),
        people: indices.map((index) => clip.people(index).map(round)),
      },
    ],
  };
  await writeFile(truthFileOf(options.file), JSON.stringify(truth));
  await rename(unfinished, options.file);
}

/** Colours are converted and tagged as BT.709, which OBS records in: luma then stays comparable. */
const mp4Arguments = [
  ...['-vf', 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p'],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '16', '-g', '30', '-threads', '2'],
  ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
  ...['-color_range', 'tv', '-movflags', '+faststart'],
];
const nutArguments = ['-c:v', 'rawvideo', '-pix_fmt', 'bgra'];

/** Frames to be written as a video. */
export interface FrameSequence {
  readonly options: Pick<Clip['options'], 'width' | 'height' | 'fps' | 'frameCount'>;
  render(index: number): RgbFrame;
}

/** Written in place: a reader may find it unfinished. */
export async function encodeClip(clip: FrameSequence, file: string): Promise<void> {
  const { width, height, fps, frameCount } = clip.options;
  const encoder = spawn(
    'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgb24'],
      ...['-s', `${width}x${height}`, '-r', String(fps), '-i', 'pipe:0', '-an'],
      ...(file.endsWith('.nut') ? nutArguments : mp4Arguments),
      file,
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  let complaint = '';
  encoder.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const closed = once(encoder, 'close');
  // ffmpeg that ends early closes the pipe; its own message says more than the broken pipe.
  encoder.stdin.on('error', () => encoder.kill());
  for (let index = 0; index < frameCount && encoder.exitCode === null; index++) {
    const { data } = clip.render(index);
    if (!encoder.stdin.write(Buffer.from(data)) && encoder.exitCode === null) {
      await Promise.race([once(encoder.stdin, 'drain'), closed]);
    }
  }
  encoder.stdin.end();
  const [exitCode] = await closed;
  if (exitCode !== 0) throw new Error(`ffmpeg could not write ${file}: ${complaint.trim()}`);
}
