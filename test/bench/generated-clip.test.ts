import { describe, expect, it } from 'vitest';
import type { Motion, PersonSpec } from '../../bench/leak/clip-spec.ts';
import { sampleHead } from '../../bench/leak/coverage.ts';
import type { HeadBox, LeakClip } from '../../bench/leak/leak-clip.ts';
import { cameraAt } from '../../bench/leak/moving-camera.ts';
import { hand, hidesPoint } from '../../bench/leak/occluders.ts';
import { CameraMotion } from '../../control-server/src/tracking/camera-motion.ts';
import { syntheticClip } from './synthetic-clip.ts';

function person(extra: Partial<PersonSpec> = {}): PersonSpec {
  return {
    cast: 0,
    headHeight: 0.25,
    motion: { kind: 'sway', at: [0.5, 0.5], reach: [0.2, 0.1], periodSeconds: 2, phaseRad: 1 },
    ...extra,
  };
}

const swaying: Motion = {
  kind: 'sway',
  at: [0, 0],
  reach: [0.06, 0.03],
  periodSeconds: 1.3,
  phaseRad: 0.4,
};

/** Mean brightness, 0 to 1, of the picture at the visible points of a box. */
function brightness(clip: LeakClip, index: number, box: HeadBox): number {
  const picture = clip.picture(index);
  const { points } = sampleHead(box, clip.truth(index).hiders[0] ?? [], clip);
  const scale = clip.analysisWidthPx / clip.widthPx;
  let sum = 0;
  for (let at = 0; at < points.length; at += 2) {
    const x = Math.floor((points[at] ?? 0) * scale);
    const y = Math.floor((points[at + 1] ?? 0) * scale);
    sum += (picture[(y * clip.analysisWidthPx + x) * 4] ?? 0) / 255;
  }
  return sum / (points.length / 2);
}

function grown(box: HeadBox, factor: number): HeadBox {
  return { ...box, halfWidthPx: box.halfWidthPx * factor, halfHeightPx: box.halfHeightPx * factor };
}

describe('the truth of a generated clip', () => {
  it.each<[string, PersonSpec, (readonly Motion[])?]>([
    ['moving', person()],
    ['seen by a camera that sways', person(), [swaying]],
    ['turned', person({ turn: { meanDeg: 0, amplitudeDeg: 60, periodSeconds: 1.5, phaseRad: 0 } })],
    ['coming nearer', person({ headHeight: 0.1, headHeightTo: 0.4, sizePeriodSeconds: 2 })],
  ])('is where the face is drawn: %s', (_name, somebody, camera) => {
    const clip = syntheticClip([somebody], camera ? { camera } : {});
    for (let index = 0; index < clip.frameCount; index += 7) {
      const [head] = clip.truth(index).heads;
      if (!head) throw new Error('Nobody is there.');
      // White to the edge inside, and black right outside: a box a tenth larger has 17 % of black in it.
      expect(brightness(clip, index, grown(head, 0.9))).toBeGreaterThan(0.98);
      expect(brightness(clip, index, grown(head, 1.15))).toBeLessThan(0.85);
      const aside = { ...head, centreXPx: head.centreXPx + head.halfWidthPx * 0.3 };
      expect(brightness(clip, index, grown(aside, 0.9))).toBeLessThan(0.93);
    }
  });

  it('keeps a blurred face around its true middle', () => {
    const clip = syntheticClip([person()], { shutter: 0.8 });
    const [head] = clip.truth(15).heads;
    if (!head) throw new Error('Nobody is there.');
    const left = { ...head, centreXPx: head.centreXPx - head.halfWidthPx };
    const right = { ...head, centreXPx: head.centreXPx + head.halfWidthPx };
    expect(Math.abs(brightness(clip, 15, left) - brightness(clip, 15, right))).toBeLessThan(0.05);
  });

  it('leaves out what a hand hides', () => {
    const still = person({ motion: { kind: 'path', stops: [{ seconds: 0, at: [0.5, 0.5] }] } });
    const shots = [
      {
        fromSeconds: 0,
        people: [still],
        occluders: [
          {
            kind: 'hand' as const,
            person: 0,
            size: 1,
            motion: { kind: 'path' as const, stops: [{ seconds: 0, at: [0, 0.1] as const }] },
          },
        ],
      },
    ];
    const clip = syntheticClip([], { shots });
    const { heads, hiders } = clip.truth(0);
    const [head] = heads;
    if (!head) throw new Error('Nobody is there.');
    const { visibleShare } = sampleHead(head, hiders[0] ?? [], clip);
    expect(visibleShare).toBeGreaterThan(0.2);
    expect(visibleShare).toBeLessThan(0.9);
    // What is left is face; with the hidden points it would not be.
    expect(brightness(clip, 0, grown(head, 0.9))).toBeGreaterThan(0.95);
  });

  it('leaves out what somebody in front hides', () => {
    const at = (x: number): PersonSpec =>
      person({ motion: { kind: 'path', stops: [{ seconds: 0, at: [x, 0.5] }] } });
    const clip = syntheticClip([at(0.5), at(0.56)]);
    const { heads, hiders } = clip.truth(0);
    const shares = heads.map(
      (head, index) => sampleHead(head, hiders[index] ?? [], clip).visibleShare,
    );
    expect(shares[0]).toBeLessThan(0.9);
    expect(shares[1]).toBe(1);
  });

  it('draws the same pixels for the same specification', () => {
    const make = () => syntheticClip([person()], { light: { gain: 0.2, noise: 5 }, shutter: 0.5 });
    expect(Buffer.compare(make().picture(9), make().picture(9))).toBe(0);
  });

  it('gives another face ids after a cut', () => {
    const shots = [
      { fromSeconds: 0, people: [person()] },
      { fromSeconds: 1, people: [person()] },
    ];
    const clip = syntheticClip([], { shots });
    expect(clip.truth(0).heads[0]?.faceId).not.toBe(clip.truth(45).heads[0]?.faceId);
  });
});

describe('the room', () => {
  it('moves against the camera', () => {
    const camera = [swaying];
    const clip = syntheticClip([], { camera, shutter: 0.3 });
    const motion = new CameraMotion();
    let moves = 0;
    for (let index = 0; index < 20; index++) {
      const shift = motion.estimate({ data: clip.picture(index), widthPx: 640, heightPx: 360 });
      const [x, y] = cameraAt(camera, index / 30);
      const [lastX, lastY] = cameraAt(camera, (index - 1) / 30);
      if (shift.confidence === 0) continue;
      moves++;
      expect(Math.abs(shift.xPx + (x - lastX) * 640)).toBeLessThan(2);
      expect(Math.abs(shift.yPx + (y - lastY) * 360)).toBeLessThan(2);
    }
    expect(moves).toBeGreaterThan(15);
  });
});

describe('capture times', () => {
  it('rise, are late now and then, and lose copies, the same each time', () => {
    const rate = { lateTicks: 0.2, lostCopies: 0.2 };
    const clip = syntheticClip([person()], { rate, seconds: 5 });
    const again = syntheticClip([person()], { rate, seconds: 5 });
    let late = 0;
    let lost = 0;
    for (let index = 1; index < clip.frameCount; index++) {
      const gapMs = clip.timeMs(index) - clip.timeMs(index - 1);
      expect(gapMs).toBeGreaterThan(0);
      if (gapMs > clip.intervalMs * 1.5) late++;
      if (!clip.isPublished(index)) lost++;
      expect(again.timeMs(index)).toBe(clip.timeMs(index));
    }
    expect(late).toBeGreaterThan(0);
    expect(lost).toBeGreaterThan(0);
  });
});

describe('a hand', () => {
  it('hides its palm and its fingers, and not what is between them', () => {
    const open = hand(500, 300, 200, 0);
    expect(hidesPoint(open, 500, 330)).toBe(true);
    expect(hidesPoint(open, 484, 230)).toBe(true);
    expect(hidesPoint(open, 499, 222)).toBe(false);
  });
});
