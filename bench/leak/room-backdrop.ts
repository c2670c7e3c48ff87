// The still background of a clip: a room with furniture, pictures, shelves and a window. Rectangles and
// uneven walls, because regular patterns all over a picture are what detectors take for faces, and
// a needless mask would hide the leaks that the benchmark is after.

import { type Random, seededRandom } from '../../scripts/demo-clip/seeded-random.ts';

type Colour = readonly [number, number, number];

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Three a pixel, 0 to 255, not rounded. */
  readonly values: Float32Array;
}

/** Octaves of the walls' unevenness: cells along the picture's width, and how much they differ. */
const unevenness = [
  [3, 16],
  [7, 9],
  [19, 5],
  [53, 3.5],
  [160, 3],
] as const;

/** RGBA. */
export function drawRoom(width: number, height: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const canvas: Canvas = { width, height, values: new Float32Array(width * height * 3) };
  const horizon = 0.6 + random() * 0.3;
  const wall = muted(random, 60 + random() * 110);
  fillRectangle(canvas, { left: 0, top: 0, right: 1, bottom: horizon }, wall, -20 + random() * 40);
  const floor = muted(random, 40 + random() * 80);
  fillRectangle(canvas, { left: 0, top: horizon, right: 1, bottom: 1 }, floor, 25);
  const things = 4 + Math.floor(random() * 5);
  for (let thing = 0; thing < things; thing++) furnish(canvas, horizon, random);
  for (const [cells, deviation] of unevenness) addUnevenness(canvas, cells, deviation, random);
  return toRgba(canvas);
}

function furnish(canvas: Canvas, horizon: number, random: Random): void {
  const left = random() * 0.95 - 0.05;
  const width = 0.06 + random() * 0.22;
  const kind = random();
  if (kind < 0.35) {
    const top = random() * (horizon - 0.2);
    drawPicture(
      canvas,
      { left, top, right: left + width, bottom: top + 0.12 + random() * 0.3 },
      random,
    );
  } else if (kind < 0.6) {
    const bottom = horizon + random() * 0.1;
    drawShelf(
      canvas,
      { left, top: bottom - 0.25 - random() * 0.4, right: left + width, bottom },
      random,
    );
  } else if (kind < 0.75) {
    drawWindow(
      canvas,
      { left, top: 0.05, right: left + width * 1.3, bottom: 0.35 + random() * 0.2 },
      random,
    );
  } else {
    const top = horizon - 0.1 - random() * 0.3;
    const box = { left, top, right: left + width * 1.6, bottom: top + 0.25 + random() * 0.4 };
    fillRectangle(canvas, box, muted(random, 30 + random() * 120), -30);
  }
}

/** A frame with a few flat shapes in it. */
function drawPicture(canvas: Canvas, box: Rectangle, random: Random): void {
  fillRectangle(canvas, box, muted(random, 30 + random() * 60), 0);
  const inner = inset(box, 0.01);
  fillRectangle(canvas, inner, muted(random, 120 + random() * 100), 15);
  for (let shape = 0; shape < 3; shape++) {
    const x = inner.left + random() * (inner.right - inner.left) * 0.7;
    const y = inner.top + random() * (inner.bottom - inner.top) * 0.7;
    const part = {
      left: x,
      top: y,
      right: x + 0.02 + random() * 0.06,
      bottom: y + 0.02 + random() * 0.1,
    };
    fillRectangle(canvas, within(part, inner), muted(random, 60 + random() * 150), 0);
  }
}

/** Boards with books of all widths and heights. */
function drawShelf(canvas: Canvas, box: Rectangle, random: Random): void {
  fillRectangle(canvas, box, muted(random, 40 + random() * 50), -10);
  const boards = 2 + Math.floor(random() * 3);
  const pitch = (box.bottom - box.top) / boards;
  for (let board = 0; board < boards; board++) {
    const foot = box.top + (board + 1) * pitch - 0.012;
    let left = box.left + 0.005;
    while (left < box.right - 0.01) {
      const width = 0.006 + random() * 0.018;
      const book = {
        left,
        top: foot - pitch * (0.45 + random() * 0.4),
        right: left + width,
        bottom: foot,
      };
      if (random() < 0.85) {
        fillRectangle(canvas, within(book, box), muted(random, 30 + random() * 150), -12);
      }
      left += width + 0.001;
    }
  }
}

function drawWindow(canvas: Canvas, box: Rectangle, random: Random): void {
  fillRectangle(canvas, box, muted(random, 190), 0);
  const middle = (box.left + box.right) / 2;
  const light: Colour = [215, 225, 235];
  const panes = inset(box, 0.008);
  fillRectangle(canvas, { ...panes, right: middle - 0.004 }, light, -25);
  fillRectangle(canvas, { ...panes, left: middle + 0.004 }, light, -25);
}

/** In shares of the picture; `falloff` is added from its top to its bottom. */
function fillRectangle(canvas: Canvas, box: Rectangle, colour: Colour, falloff: number): void {
  const { width, height, values } = canvas;
  const left = Math.max(0, Math.round(box.left * width));
  const right = Math.min(width, Math.round(box.right * width));
  const top = Math.max(0, Math.round(box.top * height));
  const bottom = Math.min(height, Math.round(box.bottom * height));
  for (let y = top; y < bottom; y++) {
    const shade = (falloff * (y - top)) / Math.max(1, bottom - top);
    for (let x = left; x < right; x++) {
      for (let channel = 0; channel < 3; channel++) {
        values[(y * width + x) * 3 + channel] = (colour[channel] ?? 0) + shade;
      }
    }
  }
}

/** Random values on a coarse grid, smoothly joined. */
function addUnevenness(
  { width, height, values }: Canvas,
  cells: number,
  deviation: number,
  random: Random,
): void {
  const rows = Math.ceil((cells * height) / width) + 2;
  const columns = cells + 2;
  const grid = Float32Array.from({ length: rows * columns }, () => (random() * 2 - 1) * deviation);
  const cellPx = width / cells;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cellPx);
    const v = smooth(y / cellPx - row);
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / cellPx);
      const u = smooth(x / cellPx - column);
      const at = row * columns + column;
      const above = (grid[at] as number) * (1 - u) + (grid[at + 1] as number) * u;
      const below =
        (grid[at + columns] as number) * (1 - u) + (grid[at + columns + 1] as number) * u;
      const value = above * (1 - v) + below * v;
      const pixel = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        values[pixel + channel] = (values[pixel + channel] as number) + value;
      }
    }
  }
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}

/** A colour of about this brightness that is not far from grey. */
function muted(random: Random, brightness: number): Colour {
  const tint = () => brightness * (0.82 + random() * 0.36);
  return [tint(), tint(), tint()];
}

function inset(box: Rectangle, by: number): Rectangle {
  return {
    left: box.left + by,
    top: box.top + by * 1.8,
    right: box.right - by,
    bottom: box.bottom - by * 1.8,
  };
}

function within(box: Rectangle, outer: Rectangle): Rectangle {
  return {
    left: Math.max(box.left, outer.left),
    top: Math.max(box.top, outer.top),
    right: Math.min(box.right, outer.right),
    bottom: Math.min(box.bottom, outer.bottom),
  };
}

function toRgba({ width, height, values }: Canvas): Uint8Array {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = values[pixel * 3 + channel] as number;
      rgba[pixel * 4 + channel] = Math.max(0, Math.min(255, Math.round(value)));
    }
  }
  return rgba;
}
