import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpressionReader } from '../../control-server/src/expression/expression-reader.ts';
import {
  type FacePose,
  limitedTurn,
  mouthSteps,
  neutralPose,
  turnMaxRad,
} from '../../control-server/src/expression/face-pose.ts';
import { PoseTimeline, staleMs } from '../../control-server/src/expression/pose-timeline.ts';
import { noiseAt } from '../painting/faces.ts';
import { type MeshFace, meshFace } from './mesh-face.ts';

const frameMs = 33;
const frames = (count: number, faceAt: (frame: number) => MeshFace) =>
  Array.from({ length: count }, (_none, at) => faceAt(at));

/** The pose after each of the frames. */
function read(faces: readonly MeshFace[], stepMs = frameMs): (FacePose | undefined)[] {
  const reader = new ExpressionReader();
  return faces.map((face, at) => reader.read(meshFace(face).points, at * stepMs));
}

/** As text, which knows no negative zero. */
const atRest = JSON.stringify({ ...neutralPose, visibility: 1 });

const last = (faces: readonly MeshFace[]) => read(faces).at(-1);

describe('ExpressionReader', () => {
  it('reads the head’s turn, up to the limit', () => {
    const turn = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(turn, turn, (yawRad, rollRad) => {
        const pose = last([{ yawRad, rollRad }]);
        expect(pose?.yawRad).toBeCloseTo(limitedTurn(yawRad), 1);
        expect(pose?.rollRad).toBeCloseTo(rollRad, 3);
      }),
    );
    expect(last([{ pitchRad: 0.4 }])?.pitchRad).toBeCloseTo(0.4, 1);
    expect(last([{ yawRad: -1.2 }])?.yawRad).toBeCloseTo(-turnMaxRad, 1);
  });

  it('reads mouth, corners and eyes in steps', () => {
    expect(JSON.stringify(last([{}]))).toBe(atRest);
    const steps = [0, 0.09, 0.18, 0.27, 0.36, 0.8].map((lipsApart) => last([{ lipsApart }])?.mouth);
    expect(steps).toEqual([0, 0.25, 0.5, 0.75, 1, 1]);
    expect([-0.08, 0, 0.08].map((cornersUp) => last([{ cornersUp }])?.corners)).toEqual([-1, 0, 1]);
  });

  it('sees a blink, and brows that are raised, against how that face looks otherwise', () => {
    for (const open of [0.15, 0.3, 0.45]) {
      const poses = read(frames(60, (at) => ({ eyes: at >= 30 && at < 36 ? open * 0.15 : open })));
      expect(poses.slice(0, 30).every((pose) => pose?.eyes === 1)).toBe(true);
      expect(poses[34]?.eyes).toBe(0);
      expect(poses.at(-1)?.eyes).toBe(1);
    }
    for (const resting of [-0.08, 0, 0.08]) {
      const poses = read(frames(60, (at) => ({ browsUp: resting + (at >= 30 ? 0.07 : 0) })));
      expect(poses[29]?.brows).toBe(0);
      expect(poses[45]?.brows).toBe(1);
    }
  });

  it('nothing of a face’s size, place or proportions is in the pose of a face at rest', () => {
    const size = fc.record({
      eyeLinePx: fc.double({ min: 15, max: 200, noNaN: true }),
      centreXPx: fc.double({ min: -50, max: 700, noNaN: true }),
      browsUp: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
      eyes: fc.double({ min: 0.1, max: 0.6, noNaN: true }),
      cornersUp: fc.double({ min: -0.03, max: 0.03, noNaN: true }),
    });
    fc.assert(
      fc.property(size, (face) => {
        expect(JSON.stringify(last(frames(5, () => face)))).toBe(atRest);
      }),
    );
  });

  it('takes only the values that a drawn face may have', () => {
    const wild = fc.double({ min: -5, max: 5, noNaN: true });
    const keys = ['yawRad', 'pitchRad', 'lipsApart', 'cornersUp', 'browsUp', 'eyes'] as const;
    const any = fc.record(Object.fromEntries(keys.map((key) => [key, wild])));
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 6 }), (faces) => {
        for (const pose of read(faces as MeshFace[])) {
          if (!pose) continue;
          expect(Number.isInteger(pose.mouth * mouthSteps)).toBe(true);
          expect(pose.mouth).toBeGreaterThanOrEqual(0);
          expect(pose.mouth).toBeLessThanOrEqual(1);
          expect([0, 1]).toContain(pose.eyes);
          expect([-1, 0, 1]).toContain(Math.round(pose.corners));
          expect([-1, 0, 1]).toContain(Math.round(pose.brows));
          expect(Number.isInteger(pose.yawRad * 32)).toBe(true);
          expect(Math.abs(pose.yawRad)).toBeLessThan(turnMaxRad + 1 / 32);
          expect(Math.abs(pose.pitchRad)).toBeLessThan(turnMaxRad + 1 / 32);
        }
      }),
    );
  });

  it('is steady on a face that stands, whatever its points tremble', () => {
    const trembling = frames(120, (at) => ({
      lipsApart: 0.045,
      noisePx: (point, axis) => (noiseAt(at, point, axis, 0) / 255 - 0.5) * 3,
    }));
    const poses = read(trembling).slice(30);
    expect(new Set(poses.map((pose) => pose?.mouth)).size).toBe(1);
    expect(new Set(poses.map((pose) => pose?.corners)).size).toBe(1);
    const yaws = poses.map((pose) => pose?.yawRad ?? Number.NaN);
    expect(Math.max(...yaws) - Math.min(...yaws)).toBeLessThanOrEqual(2 / 32);
  });

  it('follows a mouth that opens within 100 ms', () => {
    const poses = read(frames(40, (at) => ({ lipsApart: at < 30 ? 0 : 0.36 })));
    expect(poses[29]?.mouth).toBe(0);
    expect(poses[33]?.mouth).toBeGreaterThanOrEqual(0.75);
  });

  it('says nothing of points that are no face', () => {
    const reader = new ExpressionReader();
    expect(reader.read(new Float32Array(468 * 3), 0)).toBeUndefined();
    expect(reader.read(new Float32Array(468 * 3).fill(Number.NaN), 0)).toBeUndefined();
    expect(reader.read(new Float32Array(0), 0)).toBeUndefined();
  });
});

describe('PoseTimeline', () => {
  const open: MeshFace = { lipsApart: 0.36 };
  function speaking() {
    const timeline = new PoseTimeline();
    for (let at = 0; at < 30; at++) timeline.add(1, meshFace(at < 15 ? {} : open), at * frameMs);
    return timeline;
  }

  it('gives the pose of the moment that is painted, not of the newest one', () => {
    const timeline = speaking();
    for (let at = 0; at < 15; at++) expect(timeline.poseAt(1, at * frameMs).mouth).toBe(0);
    expect(timeline.poseAt(1, 29 * frameMs).mouth).toBe(1);
    const between = timeline.poseAt(1, 14.5 * frameMs).mouth;
    const [from, to] = [
      timeline.poseAt(1, 14 * frameMs).mouth,
      timeline.poseAt(1, 15 * frameMs).mouth,
    ];
    expect(from).toBeLessThan(to);
    expect(between).toBeCloseTo((from + to) / 2);
  });

  it('fades to neutral where nothing was seen for a while, before and after', () => {
    const timeline = speaking();
    const endMs = 29 * frameMs;
    expect(timeline.poseAt(1, endMs + 100)).toEqual(timeline.poseAt(1, endMs));
    const mouths = [450, 550, 650].map((ms) => timeline.poseAt(1, endMs + ms).mouth);
    expect(mouths).toEqual([...mouths].sort((a, b) => b - a));
    expect(mouths[0]).toBeLessThan(1);
    expect(timeline.poseAt(1, endMs + staleMs)).toEqual(neutralPose);
    expect(timeline.poseAt(1, -staleMs)).toEqual(neutralPose);
  });

  it('does not draw a pose over a longer gap', () => {
    const timeline = new PoseTimeline();
    timeline.add(1, meshFace(open), 0);
    timeline.add(1, meshFace(open), 2000);
    expect(timeline.poseAt(1, 1000)).toEqual(neutralPose);
  });

  it('is neutral for a track that was not seen, and where no face is present', () => {
    const timeline = speaking();
    expect(timeline.poseAt(2, 0)).toEqual(neutralPose);
    timeline.add(1, meshFace({ ...open, presence: 0.49 }), 30 * frameMs);
    expect(timeline.poseAt(1, 30 * frameMs)).toEqual(neutralPose);
  });

  it('keeps tracks apart, and forgets those that are gone', () => {
    const timeline = speaking();
    timeline.add(2, meshFace({}), 30 * frameMs);
    expect(timeline.poseAt(2, 30 * frameMs).mouth).toBe(0);
    expect(timeline.poseAt(1, 30 * frameMs).mouth).toBe(1);
    timeline.add(2, meshFace({}), 60_000);
    expect(timeline.trackCount).toBe(1);
    timeline.reset();
    expect(timeline.poseAt(2, 60_000)).toEqual(neutralPose);
  });
});
