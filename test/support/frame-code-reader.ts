// Reads the frame number that a clip carries along its top and bottom edge
// (scripts/demo-clip/frame-code.ts).

import {
  type CodeStrip,
  cellCount,
  codeLayout,
  decodeCells,
} from '../../scripts/demo-clip/frame-code.ts';
import type { GrayFrame } from './gray-frame.ts';

/** Between the darkest and the brightest cell; less is no code but some picture. */
const contrastMin = 110;
/** A cell's own spread, as a share of that contrast. */
const spreadMax = 0.2;
/** How near a cell must be to black or white, as a share of the contrast. */
const nearness = 0.2;

/** A strip's cells in the code's order; undefined where one is hidden. */
type Cells = readonly (number | undefined)[];

/**
 * Undefined where the frame shows no readable code, for example when it is covered. A strip that is
 * whole decides; two that disagree are refused. Where a mask reaches into both, each gives the cells
 * that the other lacks.
 */
export function readFrameCode(frame: GrayFrame): number | undefined {
  const strips = codeLayout(frame.width, frame.height).strips.map((strip) =>
    readCells(frame, strip),
  );
  const whole = new Set(strips.map(decodeCells).filter((number) => number !== undefined));
  if (whole.size > 0) return whole.size === 1 ? [...whole][0] : undefined;
  return decodeCells(mergedCells(strips));
}

/** A cell that is read differently counts as hidden. */
function mergedCells(strips: readonly Cells[]): Cells {
  return Array.from({ length: cellCount }, (_unused, cell) => {
    const seen = new Set(strips.map((cells) => cells[cell]).filter((bit) => bit !== undefined));
    return seen.size === 1 ? [...seen][0] : undefined;
  });
}

function readCells(frame: GrayFrame, strip: CodeStrip): Cells {
  const places = Array.from({ length: cellCount }, (_unused, place) =>
    readPlace(frame, strip, place),
  );
  const dark = Math.min(...places.map(({ mean }) => mean));
  const contrast = Math.max(...places.map(({ mean }) => mean)) - dark;
  const bits = places.map(({ mean, spread }) => {
    if (contrast < contrastMin || spread > spreadMax * contrast) return undefined;
    const share = (mean - dark) / contrast;
    if (share < nearness) return 0;
    return share > 1 - nearness ? 1 : undefined;
  });
  return bits.map((_bit, cell) => bits[(cell - strip.firstCell + cellCount) % cellCount]);
}

function readPlace(
  frame: GrayFrame,
  { cellWidthPx, heightPx, leftPx, topPx }: CodeStrip,
  place: number,
): { mean: number; spread: number } {
  const insetX = Math.floor(cellWidthPx / 4);
  const insetY = Math.floor(heightPx / 4);
  const left = leftPx + place * cellWidthPx;
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = topPx + insetY; y < topPx + heightPx - insetY; y++) {
    for (let x = left + insetX; x < left + cellWidthPx - insetX; x++) {
      const value = frame.data[y * frame.width + x] ?? 0;
      sum += value;
      squares += value * value;
      count++;
    }
  }
  const mean = sum / count;
  return { mean, spread: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
