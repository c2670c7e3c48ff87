// Luma pictures, as the measurements use them: one byte a pixel, top row first.

export interface GrayFrame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** x, y, width, height in pixels, not necessarily whole. */
export type Box = readonly [number, number, number, number];

export interface PixelRect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Whole pixels inside the frame. */
export function pixelsOf(box: Box, frame: GrayFrame): PixelRect {
  return {
    left: Math.max(0, Math.round(box[0])),
    top: Math.max(0, Math.round(box[1])),
    right: Math.min(frame.width, Math.round(box[0] + box[2])),
    bottom: Math.min(frame.height, Math.round(box[1] + box[3])),
  };
}

/** The same centre, `factor` times the size. */
export function scaledBox([x, y, width, height]: Box, factor: number): Box {
  return [
    x + (width * (1 - factor)) / 2,
    y + (height * (1 - factor)) / 2,
    width * factor,
    height * factor,
  ];
}

/** Rec. 709 luma of interleaved RGB or RGBA. */
export function grayOf(
  pixels: Uint8Array,
  size: { width: number; height: number; channels: 3 | 4 },
): GrayFrame {
  const data = new Uint8Array(size.width * size.height);
  for (let index = 0; index < data.length; index++) {
    const at = index * size.channels;
    const red = pixels[at] ?? 0;
    const green = pixels[at + 1] ?? 0;
    const blue = pixels[at + 2] ?? 0;
    data[index] = Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  }
  return { width: size.width, height: size.height, data };
}
