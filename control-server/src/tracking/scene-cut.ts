// Tells a scene cut from two successive analysis images, on a coarse grid of brightness. Only a
// change that no exposure, flash or fade explains counts: a missed cut costs some needless
// masking, an imagined one voids tracks.

import type { AnalysisImage } from '../detection/detection.ts';

const columns = 32;
const rows = 18;
const samples = columns * rows;
const bins = 16;
/** Mean difference of brightness after both pictures are brought to one mean and contrast, in deviations. */
const structureChangeMin = 0.8;
/** Mean plain difference, of 255: below it the pictures look alike whatever their structure. */
const plainChangeMin = 18;
/** Half the sum of differences between the two histograms, 0 to 1. */
const histogramChangeMin = 0.3;
/** Less will do where the pictures before hardly changed: a cut between two similar places, no pan. */
const abruptStructureChangeMin = 0.45;
const abruptPlainChangeMin = 12;
const abruptness = 3;
/** Over so many changes before. */
const changesKept = 4;
/** A picture with less contrast than this (a flash, a fade, black) has no structure to compare. */
const contrastMin = 10;
/** After a cut the next change is taken as its aftermath. */
const settleMs = 300;

export class SceneCutDetector {
  #previous = new Float32Array(samples);
  #current = new Float32Array(samples);
  readonly #histogramPrevious = new Float32Array(bins);
  readonly #histogramCurrent = new Float32Array(bins);
  /** Of structure, from picture to picture, newest last. */
  readonly #changes: number[] = [];
  #hasPrevious = false;
  #lastCutMs = Number.NEGATIVE_INFINITY;

  reset(): void {
    this.#hasPrevious = false;
    this.#changes.length = 0;
    this.#lastCutMs = Number.NEGATIVE_INFINITY;
  }

  /**
   * Whether a new scene begins with this image; call it for each analysed frame, in order.
   *
   * @param isMoved the picture is known to be the one before, seen by a camera that has moved
   */
  isCut(image: AnalysisImage, timeMs: number, isMoved = false): boolean {
    if (image.widthPx < 1 || image.heightPx < 1) return false;
    sampleBrightness(image, this.#current);
    const contrast = contrastOf(this.#current);
    // Flashes and black frames are passed over: the picture after is compared with the one before.
    if (contrast < contrastMin || isBlownOut(this.#current)) return false;
    const isChanged = this.#hasPrevious && this.#differs(contrast);
    const swap = this.#previous;
    this.#previous = this.#current;
    this.#current = swap;
    this.#hasPrevious = true;
    if (!isChanged || isMoved || timeMs - this.#lastCutMs < settleMs) return false;
    this.#lastCutMs = timeMs;
    return true;
  }

  #differs(contrast: number): boolean {
    const before = this.#previous;
    const now = this.#current;
    const meanBefore = meanOf(before);
    const meanNow = meanOf(now);
    const contrastBefore = contrastOf(before);
    let plain = 0;
    let structure = 0;
    for (let index = 0; index < samples; index++) {
      const a = before[index] as number;
      const b = now[index] as number;
      plain += Math.abs(a - b);
      structure += Math.abs((a - meanBefore) / contrastBefore - (b - meanNow) / contrast);
    }
    const plainChange = plain / samples;
    const structureChange = structure / samples;
    if (this.#isAbrupt(plainChange, structureChange)) return true;
    if (plainChange < plainChangeMin || structureChange < structureChangeMin) return false;
    fillHistogram(before, this.#histogramPrevious);
    fillHistogram(now, this.#histogramCurrent);
    let histogram = 0;
    for (let bin = 0; bin < bins; bin++) {
      const a = this.#histogramPrevious[bin] as number;
      const b = this.#histogramCurrent[bin] as number;
      histogram += Math.abs(a - b) / 2;
    }
    // A pan moves everything but keeps the histogram; only a thorough change of structure outweighs that.
    return histogram >= histogramChangeMin || structureChange >= structureChangeMin * 1.25;
  }

  /** Notes the change, and says whether it stands out from those before it. */
  #isAbrupt(plainChange: number, structureChange: number): boolean {
    const before = this.#changes;
    const isKnown = before.length === changesKept;
    const usual = Math.max(0, ...before);
    before.push(structureChange);
    if (before.length > changesKept) before.shift();
    return (
      isKnown &&
      plainChange >= abruptPlainChangeMin &&
      structureChange >= Math.max(abruptStructureChangeMin, abruptness * usual)
    );
  }
}

function sampleBrightness(image: AnalysisImage, to: Float32Array): void {
  const { data, widthPx, heightPx } = image;
  for (let row = 0; row < rows; row++) {
    const y = Math.floor(((row + 0.5) * heightPx) / rows);
    for (let column = 0; column < columns; column++) {
      const x = Math.floor(((column + 0.5) * widthPx) / columns);
      // Four neighbours against sensor noise.
      let sum = 0;
      for (let tap = 0; tap < 4; tap++) {
        const tapX = Math.min(widthPx - 1, x + (tap & 1) * 2);
        const tapY = Math.min(heightPx - 1, y + (tap >> 1) * 2);
        const at = (tapY * widthPx + tapX) * 4;
        const red = data[at] as number;
        const green = data[at + 1] as number;
        const blue = data[at + 2] as number;
        sum += 0.299 * red + 0.587 * green + 0.114 * blue;
      }
      to[row * columns + column] = sum / 4;
    }
  }
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / samples;
}

/** Standard deviation. */
function contrastOf(values: Float32Array): number {
  const mean = meanOf(values);
  let sum = 0;
  for (const value of values) sum += (value - mean) ** 2;
  return Math.sqrt(sum / samples);
}

function isBlownOut(values: Float32Array): boolean {
  let blown = 0;
  for (const value of values) if (value > 245) blown++;
  return blown > samples / 2;
}

function fillHistogram(values: Float32Array, to: Float32Array): void {
  to.fill(0);
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor((value * bins) / 256));
    to[bin] = (to[bin] as number) + 1 / samples;
  }
}
