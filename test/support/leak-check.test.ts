// The measurements have to find a face that is shown and must not see one in a mask: checked on real
// photographs, masked here in the ways that a mask may be drawn.

import { beforeAll, describe, expect, it } from 'vitest';
import { createClip } from '../../scripts/demo-clip/clip-generator.ts';
import { loadCast } from '../../scripts/demo-clip/face-sprites.ts';
import { codeCopies } from '../../scripts/demo-clip/frame-code.ts';
import { backgroundChange } from './background-change.ts';
import { type Box, type GrayFrame, grayOf, pixelsOf, scaledBox } from './gray-frame.ts';
import { checkLeaks, framesDue, type ReferenceClip, resemblanceMax } from './leak-check.ts';
import { faceResemblance } from './resemblance.ts';

const size = { width: 640, height: 360 };
const frameCount = 12;
let reference: ReferenceClip;

beforeAll(async () => {
  const clip = createClip(await loadCast(size.height, ['front', 'turned', 'down', 'profile']), {
    ...size,
    seed: 3,
    fps: 2,
    frameCount,
    swaying: 2,
    walkPerSecond: 0.14,
  });
  const indices = Array.from({ length: frameCount }, (_unused, index) => index);
  reference = {
    frames: indices.map((index) => grayOf(clip.render(index).data, { ...size, channels: 3 })),
    faces: indices.map((index) => clip.faces(index)),
    people: indices.map((index) => clip.people(index)),
  };
});

type Mask = (frame: GrayFrame, face: Box) => void;

/** Averages over cells; smooth interpolates between them, as a blur does. */
function cells(count: number, smooth: boolean): Mask {
  return (frame, face) => {
    const { left, top, right, bottom } = pixelsOf(scaledBox(face, 1.4), frame);
    const source = frame.data.slice();
    const cellWidth = (right - left) / count;
    const cellHeight = (bottom - top) / count;
    const average = (cx: number, cy: number): number => {
      const x = Math.min(count - 1, Math.max(0, cx));
      const y = Math.min(count - 1, Math.max(0, cy));
      let sum = 0;
      let pixels = 0;
      for (let py = Math.floor(top + y * cellHeight); py < top + (y + 1) * cellHeight; py++) {
        for (let px = Math.floor(left + x * cellWidth); px < left + (x + 1) * cellWidth; px++) {
          sum += source[py * frame.width + px] ?? 0;
          pixels++;
        }
      }
      return sum / pixels;
    };
    const grid = Array.from({ length: count + 2 }, (_row, y) =>
      Array.from({ length: count + 2 }, (_column, x) => average(x - 1, y - 1)),
    );
    const at = (x: number, y: number) => grid[y + 1]?.[x + 1] ?? 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const u = (x + 0.5 - left) / cellWidth - (smooth ? 0.5 : 0);
        const v = (y + 0.5 - top) / cellHeight - (smooth ? 0.5 : 0);
        const cx = Math.floor(u);
        const cy = Math.floor(v);
        const fx = smooth ? u - cx : 0;
        const fy = smooth ? v - cy : 0;
        frame.data[y * frame.width + x] =
          (at(cx, cy) * (1 - fx) + at(cx + 1, cy) * fx) * (1 - fy) +
          (at(cx, cy + 1) * (1 - fx) + at(cx + 1, cy + 1) * fx) * fy;
      }
    }
  };
}

function hideCode(frame: GrayFrame): void {
  for (const { topPx, heightPx } of codeCopies(frame.width, frame.height)) {
    frame.data.fill(128, topPx * frame.width, (topPx + heightPx) * frame.width);
  }
}

const block: Mask = (frame, face) => {
  const { left, top, right, bottom } = pixelsOf(scaledBox(face, 1.4), frame);
  for (let y = top; y < bottom; y++) {
    frame.data.fill(40, y * frame.width + left, y * frame.width + right);
  }
};

/** All faces masked but those that are left out. */
function masked(mask: Mask, leftOut: (frame: number, face: number) => boolean = () => false) {
  return reference.frames.map((original, index) => {
    const frame = { ...original, data: original.data.slice() };
    reference.faces[index]?.forEach((face, which) => {
      if (!leftOut(index, which)) mask(frame, face);
    });
    return frame;
  });
}

describe('resemblance', () => {
  it('is 1 of an untouched face, also when it is darker and of less contrast', () => {
    const [frame] = reference.frames;
    const [face] = reference.faces[0] ?? [];
    if (!frame || !face) throw new Error('The clip has no face in its first frame.');
    expect(faceResemblance(frame, frame, face)).toBeCloseTo(1);
    const darker = { ...frame, data: frame.data.map((value) => 20 + value * 0.4) };
    expect(faceResemblance(frame, darker, face)).toBeGreaterThan(0.95);
  });

  it('is undefined where there was nothing to recognise', () => {
    const flat = { ...size, data: new Uint8Array(size.width * size.height).fill(90) };
    expect(faceResemblance(flat, flat, [100, 100, 60, 80])).toBeUndefined();
    expect(faceResemblance(flat, flat, [100, 100, 5, 5])).toBeUndefined();
  });
});

describe('the leak check', () => {
  it.each([
    ['8 cells', cells(8, false)],
    ['10 cells', cells(10, false)],
    ['8 blurred cells', cells(8, true)],
    ['a block', block],
  ])('sees no face behind %s', (_name, mask) => {
    const report = checkLeaks(masked(mask), reference);
    expect(report.compared).toBe(frameCount);
    expect(report.facesCompared).toBeGreaterThan(20);
    expect(report.leaks).toEqual([]);
    expect(report.backgroundHighest).toBe(0);
  });

  it('sees a face behind a mask that is too fine', () => {
    const report = checkLeaks(masked(cells(40, false)), reference);
    expect(report.leaks.length).toBeGreaterThan(report.facesCompared / 2);
  });

  it('finds the one face that was left out', () => {
    const report = checkLeaks(
      masked(block, (frame, face) => frame === 7 && face === 1),
      reference,
    );
    expect(report.leaks).toHaveLength(1);
    expect(report.leaks[0]).toMatchObject({ shownIndex: 7, clipFrame: 7 });
    expect(report.leaks[0]?.resemblance).toBeGreaterThan(resemblanceMax);
  });

  it('finds a mask that is one frame late', () => {
    const late = reference.frames.map((original, index) => {
      const frame = { ...original, data: original.data.slice() };
      // At two frames a second a walker is elsewhere in the next one.
      for (const face of reference.faces[index - 1] ?? []) block(frame, face);
      return frame;
    });
    expect(checkLeaks(late, reference).leaks.length).toBeGreaterThan(5);
  });

  it('counts covered frames, and does not take a hidden code for a cover', () => {
    const stripes = reference.frames.map(({ data }, index) => ({
      ...size,
      data: data.map((_value, at) => ((at + (at / size.width) * 2 + index) % 40 < 20 ? 30 : 60)),
    }));
    const covered = checkLeaks(stripes, reference);
    expect(covered).toMatchObject({ covered: frameCount, compared: 0, codeHidden: 0 });
    const hiddenCode = masked(block);
    for (const frame of hiddenCode) hideCode(frame);
    expect(checkLeaks(hiddenCode, reference)).toMatchObject({
      codeHidden: frameCount,
      covered: 0,
      leaks: [],
    });
  });

  it('finds a face in a frame whose code is hidden', () => {
    const shown = masked(block, (frame, face) => frame === 5 && face === 0);
    const hidden = shown[5];
    if (!hidden) throw new Error('There is no such frame.');
    hideCode(hidden);
    const { leaks, codeHidden } = checkLeaks(shown, reference);
    expect(codeHidden).toBe(1);
    expect(leaks).toHaveLength(1);
    expect(leaks[0]?.shownIndex).toBe(5);
  });
});

describe('the frames due where no code is read', () => {
  it('lie around the codes before and after', () => {
    const due = framesDue([100, undefined, 102], 1, 240);
    expect(due).toContain(101);
    expect([due[0], due.at(-1)]).toEqual([93, 109]);
  });

  it('reach over the end of the clip', () => {
    const due = framesDue([238, undefined, undefined, 1], 1, 240);
    expect(due).toEqual(expect.arrayContaining([239, 0]));
  });

  it('are all of them where nothing is known', () => {
    expect(framesDue([undefined], 0, 5)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('background change', () => {
  it('is the share of changed pixels outside of people', () => {
    const [frame] = reference.frames;
    if (!frame) throw new Error('There is no frame.');
    const half = { ...frame, data: frame.data.slice() };
    const changedRows = size.height / 2;
    half.data.fill(255, 0, changedRows * size.width);
    expect(backgroundChange(frame, half, [])).toBeCloseTo(0.5, 1);
    expect(backgroundChange(frame, half, [[0, 0, size.width, changedRows]])).toBeLessThan(0.1);
  });
});
