// Where the camera has gone, frame by frame: what the picture's shifts add up to. Pure, time passed in; nothing is
// allocated after the beginning. What is not known counts as standing still.

/** Two seconds at 120 frames a second. */
const momentsMax = 256;

/** Pixels of the source. */
export interface PictureMotion {
  xPx: number;
  yPx: number;
}

export class CameraPath {
  readonly #timesMs = new Float64Array(momentsMax);
  readonly #xPx = new Float64Array(momentsMax);
  readonly #yPx = new Float64Array(momentsMax);
  /** Moments that were ever added; the last `momentsMax` of them are kept. */
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  /** The picture has moved by so much since the moment that was added last; times rise. */
  add(timeMs: number, xPx: number, yPx: number): void {
    const last = this.#indexOf(this.#count - 1);
    const isFirst = this.#count === 0;
    const fromX = isFirst ? 0 : (this.#xPx[last] as number);
    const fromY = isFirst ? 0 : (this.#yPx[last] as number);
    const at = this.#indexOf(this.#count);
    this.#timesMs[at] = timeMs;
    this.#xPx[at] = fromX + xPx;
    this.#yPx[at] = fromY + yPx;
    this.#count++;
  }

  /**
   * How far what stands in the room has moved in the picture; evenly from moment to moment, not at all before the first
   * and after the last.
   */
  between(fromMs: number, toMs: number, motion: PictureMotion): void {
    motion.xPx = this.#placeAt(this.#xPx, toMs) - this.#placeAt(this.#xPx, fromMs);
    motion.yPx = this.#placeAt(this.#yPx, toMs) - this.#placeAt(this.#yPx, fromMs);
  }

  #placeAt(places: Float64Array, timeMs: number): number {
    const first = Math.max(0, this.#count - momentsMax);
    let after = -1;
    for (let number = this.#count - 1; number >= first; number--) {
      const at = this.#indexOf(number);
      const atMs = this.#timesMs[at] as number;
      if (atMs > timeMs) {
        after = at;
        continue;
      }
      if (after < 0) return places[at] as number;
      const share = (timeMs - atMs) / ((this.#timesMs[after] as number) - atMs);
      return (places[at] as number) * (1 - share) + (places[after] as number) * share;
    }
    return after < 0 ? 0 : (places[after] as number);
  }

  #indexOf(number: number): number {
    return Math.max(0, number) % momentsMax;
  }
}

export interface SeenAround {
  /** When a face was seen; and, if it was seen again, when. */
  readonly fromMs: number;
  readonly toMs: number | undefined;
  readonly timeMs: number;
}

const aside: PictureMotion = { xPx: 0, yPx: 0 };
const whole: PictureMotion = { xPx: 0, yPx: 0 };

/**
 * What the camera's way adds to where a face is believed to be at `timeMs`: all of it where the face was seen on one side
 * only, and how far it bends away from an even motion where the face was seen before and after.
 *
 * @returns the same object on every call
 */
export function cameraAside(
  camera: CameraPath,
  { fromMs, toMs, timeMs }: SeenAround,
): Readonly<PictureMotion> {
  camera.between(fromMs, timeMs, aside);
  if (toMs === undefined || timeMs < fromMs) return aside;
  camera.between(fromMs, toMs, whole);
  const share = toMs > fromMs ? (timeMs - fromMs) / (toMs - fromMs) : 0;
  aside.xPx -= whole.xPx * share;
  aside.yPx -= whole.yPx * share;
  return aside;
}
