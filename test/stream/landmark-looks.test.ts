// A stream looks at landmarks for the one style that asks for them, in its spare time, and draws each frame with the pose
// of its own moment. Masks come as they would without.

import { describe, expect, it } from 'vitest';
import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';
import type { FaceLandmarks, TurnedSquare } from '../../control-server/src/detection/landmarks.ts';
import type { LandmarkSource } from '../../control-server/src/expression/landmark-model.ts';
import { MaskStream } from '../../control-server/src/stream/mask-stream.ts';
import { QualityLadder } from '../../control-server/src/stream/quality-ladder.ts';
import type { MaskPublication } from '../../control-server/src/stream/stream-port.ts';
import type { MaskMode, MaskType } from '../../protocol/names.ts';
import { meshFace } from '../expression/mesh-face.ts';
import { FakeFinder, FakePort, face } from './fake-port.ts';

const mouthOpensAt = 30;

class FakeLandmarks implements LandmarkSource {
  isLoaded = true;
  asked = 0;
  readonly looks: TurnedSquare[] = [];
  seen: () => FaceLandmarks | undefined = () => meshFace({});

  isReady(): boolean {
    this.asked++;
    return this.isLoaded;
  }

  async locate(_image: AnalysisImage, square: TurnedSquare) {
    this.looks.push(square);
    return this.seen();
  }
}

/** Keeps what each frame's patches look like. */
class PicturePort extends FakePort {
  readonly pictures = new Map<number, string>();
  #shade = 0;

  override publishMask(publication: MaskPublication): void {
    super.publishMask(publication);
    const { pixels, pixelBytes } = publication.batch;
    const picture = Buffer.from(pixels.subarray(0, pixelBytes)).toString('latin1');
    this.pictures.set(publication.frameId, picture);
  }

  /** Another picture each time, of the same scene. */
  change(): void {
    this.#shade = (this.#shade + 1) % 8;
    this.paint = (pixels) => pixels.fill(40 + 20 * this.#shade);
  }
}

function createStream({
  type = 'drawn_face',
  mode = 'guard',
}: {
  type?: MaskType;
  mode?: MaskMode;
} = {}) {
  const port = new PicturePort();
  const finder = new FakeFinder();
  const landmarks = new FakeLandmarks();
  const quality = new QualityLadder();
  const settings = {
    mask_type: type,
    intensity: 70,
    mask_color: 0xff5784c0,
    mode,
    look_ahead_ms: 250,
  } as const;
  const stream = new MaskStream({
    port,
    finder,
    quality,
    landmarks,
    settings,
    onStateChange: () => undefined,
  });
  finder.faces = [face(20, 5, 24)];
  const pass = async (id: number, isChanged = true) => {
    if (isChanged) port.change();
    port.show(id, { mode });
    await stream.analyse();
    while (stream.canDeepen()) await stream.deepen();
  };
  return { port, finder, landmarks, stream, pass, quality, settings };
}

describe('a stream’s looks at landmarks', () => {
  it('are one a frame, in turn over the faces', async () => {
    const { finder, landmarks, pass } = createStream();
    finder.faces = [face(2, 5, 24), face(36, 5, 24)];
    for (let id = 1; id <= 20; id++) await pass(id);
    expect(landmarks.looks.length).toBe(20);
    const isLeft = landmarks.looks.map(({ centreXPx }) => centreXPx < 32);
    for (let at = 1; at < isLeft.length; at++) expect(isLeft[at]).toBe(!isLeft[at - 1]);
  });

  it('are not taken, and the model is not asked for, where no style needs them', async () => {
    const { landmarks, pass, stream, settings } = createStream({ type: 'blur' });
    for (let id = 1; id <= 10; id++) await pass(id);
    expect(landmarks.asked).toBe(0);
    stream.setSettings({ ...settings, mask_type: 'drawn_face' });
    for (let id = 11; id <= 20; id++) await pass(id);
    expect(landmarks.looks.length).toBe(10);
  });

  it('come after every look that masks depend on, and never before a frame', async () => {
    const { finder, landmarks, pass, stream, port } = createStream();
    await pass(1);
    port.change();
    port.show(2);
    await stream.analyse();
    const secondLooks = finder.secondLooks;
    await stream.deepen();
    expect(finder.secondLooks).toBe(secondLooks + 1);
    expect(landmarks.looks.length).toBe(1);
    await stream.deepen();
    expect(landmarks.looks.length).toBe(2);
    expect(stream.canDeepen()).toBe(false);
    expect(stream.mustDeepen()).toBe(false);
  });

  it('are given up while there is no time for them', async () => {
    const { landmarks, pass, port, quality } = createStream();
    for (let id = 1; id <= 5; id++) await pass(id);
    const before = landmarks.looks.length;
    for (let at = 0; at < 9; at++) quality.noteAnalysis(500);
    port.nowMs = () => port.frame.capturedMs;
    await pass(6);
    expect(landmarks.looks.length).toBe(before);
  });

  it.each<MaskMode>(['guard', 'exact'])(
    'show in the frame that they were taken in: %s',
    async (mode) => {
      const { landmarks, pass, port } = createStream({ mode });
      let id = 1;
      landmarks.seen = () => meshFace({ lipsApart: id >= mouthOpensAt ? 0.36 : 0 });
      for (; id <= 60; id++) await pass(id);
      const neutral = port.pictures.get(mouthOpensAt - 3);
      expect(neutral).toBeDefined();
      expect(port.pictures.get(mouthOpensAt - 1)).toBe(neutral);
      expect(port.pictures.get(mouthOpensAt)).not.toBe(neutral);
      expect(port.pictures.get(mouthOpensAt + 8)).not.toBe(neutral);
    },
  );

  it('change no quad and no coverage: not where they fail, are late, or see no face', async () => {
    const run = async (change: (landmarks: FakeLandmarks) => void) => {
      const { landmarks, pass, port } = createStream();
      change(landmarks);
      for (let id = 1; id <= 40; id++) await pass(id);
      const coverage = [...port.pictures].map(([frameId, picture]) => {
        return [
          frameId,
          Buffer.from(picture, 'latin1')
            .filter((_byte, at) => at % 4 === 3)
            .join(),
        ];
      });
      return { masks: port.published, coverage, pictures: port.pictures };
    };
    const open = await run((landmarks) => {
      landmarks.seen = () => meshFace({ lipsApart: 0.36, yawRad: 0.5 });
    });
    const absent = await run((landmarks) => {
      landmarks.isLoaded = false;
    });
    const failing = await run((landmarks) => {
      landmarks.seen = () => undefined;
    });
    const faceless = await run((landmarks) => {
      landmarks.seen = () => meshFace({ lipsApart: 0.36, presence: 0.2 });
    });
    for (const other of [absent, failing, faceless]) {
      expect(other.masks).toEqual(open.masks);
      expect(other.coverage).toEqual(open.coverage);
    }
    expect(failing.pictures).toEqual(absent.pictures);
    expect(faceless.pictures).toEqual(absent.pictures);
    expect(open.pictures.get(30)).not.toBe(absent.pictures.get(30));
  });

  it('are not taken of a frame that could not be analysed', async () => {
    const { finder, landmarks, pass } = createStream();
    for (let id = 1; id <= 5; id++) await pass(id);
    const before = landmarks.looks.length;
    finder.error = new Error('no inference');
    await pass(6);
    expect(landmarks.looks.length).toBe(before);
  });

  it('of a picture that stands are few, and its face goes on as it was', async () => {
    const { landmarks, pass, port } = createStream();
    landmarks.seen = () => meshFace({ lipsApart: 0.36 });
    for (let id = 1; id <= 30; id++) await pass(id, id < 10);
    const before = landmarks.looks.length;
    for (let id = 31; id <= 90; id++) await pass(id, false);
    expect(landmarks.looks.length - before).toBeLessThanOrEqual(9);
    expect(port.pictures.get(80)).toBe(port.pictures.get(30));
  });
});
