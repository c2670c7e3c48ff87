// A camera that is held by hand: where it looks at a time, and the room as it then shows it, blurred along its way.
// Pure.

import { drawBackdrop } from '../../scripts/demo-clip/backdrop.ts';
import type { RgbFrame } from '../../scripts/demo-clip/raster.ts';
import { seededRandom } from '../../scripts/demo-clip/seeded-random.ts';
import type { ClipSpec, Motion, Place } from './clip-spec.ts';
import { placeAt } from './motion.ts';
import type { RgbaPicture } from './turned-sprite.ts';

/** From sample to sample when the camera's reach is looked for. */
const reachStepSeconds = 1 / 120;
const blurStepPx = 1.5;
const blurTapsMax = 16;

/** How far the camera looks aside of its place, shares of the picture's sides: the sum of its motions. */
export function cameraAt(camera: readonly Motion[] | undefined, seconds: number): Place {
  let x = 0;
  let y = 0;
  for (const motion of camera ?? []) {
    const [ownX, ownY] = placeAt(motion, seconds);
    x += ownX;
    y += ownY;
  }
  return [x, y];
}

/** In pixels of the picture. */
export interface CameraPose {
  readonly xPx: number;
  readonly yPx: number;
  /** The way that the camera goes while the shutter is open. */
  readonly blurXPx: number;
  readonly blurYPx: number;
}

/** A room that is larger than the picture by as much as the camera sees of it. */
export class RoomInView {
  readonly #room: RgbFrame;
  readonly #marginXPx: number;
  readonly #marginYPx: number;
  readonly #row: Float32Array;

  constructor(
    { camera, seconds }: Pick<ClipSpec, 'camera' | 'seconds'>,
    size: { readonly widthPx: number; readonly heightPx: number },
    seed: number,
  ) {
    let reachX = 0;
    let reachY = 0;
    for (let at = 0; at <= seconds + 1; at += reachStepSeconds) {
      const [x, y] = cameraAt(camera, at);
      reachX = Math.max(reachX, Math.abs(x));
      reachY = Math.max(reachY, Math.abs(y));
    }
    this.#marginXPx = Math.ceil(reachX * size.widthPx) + 2;
    this.#marginYPx = Math.ceil(reachY * size.heightPx) + 2;
    this.#room = drawBackdrop(
      size.widthPx + 2 * this.#marginXPx,
      size.heightPx + 2 * this.#marginYPx,
      seededRandom(seed),
    );
    this.#row = new Float32Array(size.widthPx * 3);
  }

  draw(picture: RgbaPicture, { xPx, yPx, blurXPx, blurYPx }: CameraPose): void {
    const taps = Math.ceil(Math.hypot(blurXPx, blurYPx) / blurStepPx);
    const count = Math.max(1, Math.min(blurTapsMax, taps));
    for (let y = 0; y < picture.height; y++) {
      this.#row.fill(0);
      for (let tap = 0; tap < count; tap++) {
        const along = (tap + 0.5) / count - 0.5;
        this.#addRow(
          this.#marginXPx + xPx + blurXPx * along,
          this.#marginYPx + yPx + y + blurYPx * along,
        );
      }
      for (let x = 0; x < picture.width; x++) {
        const to = (y * picture.width + x) * 4;
        for (let channel = 0; channel < 3; channel++) {
          picture.data[to + channel] = Math.round((this.#row[x * 3 + channel] as number) / count);
        }
        picture.data[to + 3] = 255;
      }
    }
  }

  /** Adds a row of the room that begins between pixels, interpolated. */
  #addRow(left: number, top: number): void {
    const { width, height, data } = this.#room;
    const row = this.#row;
    const baseX = Math.min(width - row.length / 3 - 1, Math.max(0, Math.floor(left)));
    const baseY = Math.min(height - 2, Math.max(0, Math.floor(top)));
    const shareX = Math.min(1, Math.max(0, left - baseX));
    const shareY = Math.min(1, Math.max(0, top - baseY));
    const upper = (baseY * width + baseX) * 3;
    const lower = upper + width * 3;
    for (let at = 0; at < row.length; at++) {
      const above =
        (data[upper + at] as number) * (1 - shareX) + (data[upper + at + 3] as number) * shareX;
      const below =
        (data[lower + at] as number) * (1 - shareX) + (data[lower + at + 3] as number) * shareX;
      row[at] = (row[at] as number) + above * (1 - shareY) + below * shareY;
    }
  }
}
