// Pictures of the test clip under a colour block: which frame of the clip, and which of two colours the masks have. From
// previews and from recordings.

import { execa } from 'execa';
import { readFrameCode } from '../../test/support/frame-code-reader.ts';
import type { PictureSize } from '../pipeline-clip.ts';

/** OBS's colours, 0xAABBGGRR, that nothing in the clip has. */
export const blockColors = { green: 0xff00ff00, magenta: 0xffff00ff } as const;
export type BlockColor = keyof typeof blockColors;

/** How far a pixel's channels must be apart to be one of the two; recordings halve the colour's resolution. */
const apartMin = 90;
/** Of the picture's pixels: less is noise along edges. */
const shareMin = 0.002;

export interface ColorFrame {
  /** Of the clip; undefined where the picture shows none. */
  readonly clipFrame: number | undefined;
  /** Undefined where there is no mask, or both colours. */
  readonly color: BlockColor | undefined;
}

interface Pixels extends PictureSize {
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Bytes a pixel. */
  readonly step: 3 | 4;
}

/** @param codeSize of the clip: its frame code is looked for at this size */
export function readColorFrame(pixels: Pixels, codeSize: PictureSize): ColorFrame {
  return { clipFrame: readFrameCode(grayAt(pixels, codeSize)), color: colorOf(pixels) };
}

/** Every frame of a recording, in order. */
export async function readRecording(file: string, size: PictureSize): Promise<ColorFrame[]> {
  const frames: ColorFrame[] = [];
  const bytes = size.width * size.height * 3;
  const ffmpeg = execa(
    'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'error', '-threads', '1', '-i', file],
      ...['-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'rgb24'],
      'pipe:1',
    ],
    { encoding: 'buffer', buffer: false, timeout: 120_000 },
  );
  let rest = Buffer.alloc(0);
  for await (const chunk of ffmpeg.iterable({ from: 'stdout', binary: true })) {
    rest = Buffer.concat([rest, chunk as Uint8Array]);
    while (rest.length >= bytes) {
      frames.push(readColorFrame({ ...size, data: rest.subarray(0, bytes), step: 3 }, size));
      rest = rest.subarray(bytes);
    }
  }
  await ffmpeg;
  return frames;
}

function colorOf({ data, step, width, height }: Pixels): BlockColor | undefined {
  const counts = { green: 0, magenta: 0 };
  for (let at = 0; at < data.length; at += step) {
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    if (green - Math.max(red, blue) > apartMin) counts.green++;
    else if (Math.min(red, blue) - green > apartMin) counts.magenta++;
  }
  const enough = width * height * shareMin;
  const isGreen = counts.green > enough;
  const isMagenta = counts.magenta > enough;
  if (isGreen === isMagenta) return undefined;
  return isGreen ? 'green' : 'magenta';
}

/** Nearest pixels: the code's cells are far larger. */
function grayAt({ data, step, width, height }: Pixels, to: PictureSize) {
  const gray = new Uint8Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const row = Math.floor((y * height) / to.height) * width;
    for (let x = 0; x < to.width; x++) {
      const at = (row + Math.floor((x * width) / to.width)) * step;
      gray[y * to.width + x] =
        ((data[at] ?? 0) * 77 + (data[at + 1] ?? 0) * 150 + (data[at + 2] ?? 0) * 29) >> 8;
    }
  }
  return { ...to, data: gray };
}
