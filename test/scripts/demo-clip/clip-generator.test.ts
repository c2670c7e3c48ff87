import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CastSprites,
  type Clip,
  type ClipOptions,
  createClip,
} from '../../../scripts/demo-clip/clip-generator.ts';
import { loadCast } from '../../../scripts/demo-clip/face-sprites.ts';
import {
  type Box,
  cropAround,
  readPhotoManifest,
} from '../../../scripts/demo-clip/photo-manifest.ts';

const options: ClipOptions = {
  seed: 11,
  width: 640,
  height: 360,
  fps: 30,
  frameCount: 600,
  swaying: 2,
  walkPerSecond: 0.14,
};
const everyTenth = Array.from({ length: 60 }, (_unused, index) => index * 10);

function overlap(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  return Math.max(0, width) * Math.max(0, height);
}

describe('the photo manifest', () => {
  const manifest = readPhotoManifest();
  const faces = manifest.photos.flatMap((photo) => photo.faces.map((face) => ({ photo, face })));

  it('has many faces, all inside their photos', () => {
    expect(faces.length).toBeGreaterThanOrEqual(18);
    for (const { photo, face } of faces) {
      const [x, y, width, height] = face.box;
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(photo.width);
      expect(y + height).toBeLessThanOrEqual(photo.height);
    }
  });

  it('gives crops that hold their own face and no other', () => {
    for (const { photo, face } of faces) {
      const others = photo.faces.filter((other) => other !== face).map(({ box }) => box);
      const crop = cropAround(face.box, others, photo);
      expect(overlap(crop, face.box)).toBeCloseTo(face.box[2] * face.box[3], 3);
      for (const other of others) expect(overlap(crop, other)).toBe(0);
      expect(crop.every(Number.isInteger)).toBe(true);
    }
  });
});

describe('a clip', () => {
  let cast: CastSprites;
  let clip: Clip;

  beforeAll(async () => {
    cast = await loadCast(options.height, ['front', 'turned']);
    clip = createClip(cast, options);
  });

  it('is the same for the same seed, and another for another', () => {
    const again = createClip(cast, options);
    expect(Buffer.from(again.render(77).data).equals(Buffer.from(clip.render(77).data))).toBe(true);
    expect(again.faces(77)).toEqual(clip.faces(77));
    const other = createClip(cast, { ...options, seed: 12 });
    expect(Buffer.from(other.render(77).data).equals(Buffer.from(clip.render(77).data))).toBe(
      false,
    );
  });

  it('does not depend on the order in which frames are asked for', () => {
    const first = Buffer.from(clip.render(5).data);
    clip.render(400);
    expect(Buffer.from(clip.render(5).data).equals(first)).toBe(true);
  });

  it('keeps its background still outside of people', () => {
    const before = clip.render(0).data.slice();
    const after = clip.render(300).data.slice();
    const isPerson = new Uint8Array(options.width * options.height);
    for (const [x, y, width, height] of [...clip.people(0), ...clip.people(300)]) {
      for (let row = Math.floor(y); row < Math.min(options.height, y + height + 1); row++) {
        for (
          let column = Math.floor(x);
          column < Math.min(options.width, x + width + 1);
          column++
        ) {
          isPerson[row * options.width + column] = 1;
        }
      }
    }
    let background = 0;
    let changed = 0;
    isPerson.forEach((person, at) => {
      if (person) return;
      background++;
      if (before[at * 3] !== after[at * 3]) changed++;
    });
    expect(background).toBeGreaterThan(isPerson.length / 4);
    expect(changed).toBe(0);
  });

  it('always shows somebody, and people come and go', () => {
    const counts = everyTenth.map((index) => clip.faces(index).length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
    expect(new Set(counts).size).toBeGreaterThan(1);
  });

  it('has no face over another, over the code or outside', () => {
    for (const index of everyTenth) {
      const faces = clip.faces(index);
      faces.forEach((face, which) => {
        expect(face[0]).toBeGreaterThanOrEqual(0);
        expect(face[1]).toBeGreaterThanOrEqual(20);
        expect(face[0] + face[2]).toBeLessThanOrEqual(options.width);
        expect(face[1] + face[3]).toBeLessThanOrEqual(options.height - 20);
        for (const other of faces.slice(which + 1)) expect(overlap(face, other)).toBe(0);
      });
    }
  });

  it('moves smoothly', () => {
    for (let index = 1; index < 60; index++) {
      const before = clip.faces(index - 1);
      for (const face of clip.faces(index)) {
        const nearest = Math.min(
          ...before.map((other) =>
            Math.hypot(face[0] + face[2] - other[0] - other[2], face[1] - other[1]),
          ),
        );
        // Who has just come in has no place before.
        if (face[0] > 1) expect(nearest).toBeLessThan(12);
      }
    }
  });
});
