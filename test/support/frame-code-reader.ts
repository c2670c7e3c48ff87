// Reads the frame number that a clip carries along its edges (scripts/demo-clip/frame-code.ts).

import {
  type CodeCopy,
  cellCount,
  codeCopies,
  decodeCells,
} from '../../scripts/demo-clip/frame-code.ts';
import type { GrayFrame } from './gray-frame.ts';

/** Between the darkest and the brightest cell; less is no code but some picture. */
const contrastMin = 110;
/** A cell's own spread, as a share of that contrast. */
const spreadMax = 0.2;
/** How near a cell must be to black or white, as a share of the contrast. */
const nearness = 0.3;

/**
 * Undefined where the frame shows no readable code, for example when it is covered, and where its
 * copies disagree, as in a picture that is half of one frame and half of another.
 */
export function readFrameCode(frame: GrayFrame): number | undefined {
  const found = new Set<number>();
  for (const copy of codeCopies(frame.width, frame.height)) {
    const number = readCopy(frame, copy);
    if (number !== undefined) found.add(number);
  }
  const [number] = found;
  return found.size === 1 ? number : undefined;
}

function readCopy(frame: GrayFrame, copy: CodeCopy): number | undefined {
  const means: number[] = [];
  const spreads: number[] = [];
  const cellWidth = copy.widthPx / cellCount;
  const insetY = Math.floor(copy.heightPx / 4);
  for (let cell = 0; cell < cellCount; cell++) {
    const left = Math.round(copy.leftPx + (cell + 0.25) * cellWidth);
    const right = Math.round(copy.leftPx + (cell + 0.75) * cellWidth);
    let sum = 0;
    let squares = 0;
    let count = 0;
    for (let y = copy.topPx + insetY; y < copy.topPx + copy.heightPx - insetY; y++) {
      for (let x = left; x < right; x++) {
        const value = frame.data[y * frame.width + x] ?? 0;
        sum += value;
        squares += value * value;
        count++;
      }
    }
    const mean = sum / count;
    means.push(mean);
    spreads.push(Math.sqrt(Math.max(0, squares / count - mean * mean)));
  }
  const dark = Math.min(...means);
  const bright = Math.max(...means);
  const contrast = bright - dark;
  if (contrast < contrastMin || Math.max(...spreads) > spreadMax * contrast) return undefined;
  const cells = means.map((mean) => {
    const share = (mean - dark) / contrast;
    if (share < nearness) return 0;
    return share > 1 - nearness ? 1 : Number.NaN;
  });
  return cells.some(Number.isNaN) ? undefined : decodeCells(cells);
}
