// Decodes a video into luma frames with ffmpeg.

import { execa } from 'execa';
import type { GrayFrame } from './gray-frame.ts';

export interface VideoSize {
  readonly width: number;
  readonly height: number;
}

/** False for a recording that was ended before its first frame. */
export async function hasFrames(file: string): Promise<boolean> {
  const { stdout } = await execa(
    'ffprobe',
    [
      '-v',
      'error',
      '-select_streams',
      'v:0',
      '-show_entries',
      'stream=index',
      '-of',
      'csv=p=0',
      file,
    ],
    { timeout: 30_000 },
  );
  return stdout.trim() !== '';
}

/** Every frame as it is stored: none repeated, none dropped to meet a rate. */
export async function decodeVideo(
  file: string,
  { width, height }: VideoSize,
): Promise<GrayFrame[]> {
  const { stdout } = await execa(
    'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'error', '-threads', '2', '-i', file],
      ...['-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'gray'],
      'pipe:1',
    ],
    { encoding: 'buffer', maxBuffer: 1_000_000_000, timeout: 120_000 },
  );
  const bytes = width * height;
  if (stdout.length === 0 || stdout.length % bytes !== 0) {
    throw new Error(`${file} is not a video of ${width} x ${height}.`);
  }
  return Array.from({ length: stdout.length / bytes }, (_unused, index) => ({
    width,
    height,
    data: stdout.subarray(index * bytes, (index + 1) * bytes),
  }));
}
