// Sprites with a white face on black, and detectors that know the truth: what the tests of the leak
// benchmark are made of.

import type { CachedDetection } from '../../bench/leak/cached-detection.ts';
import type { ClipSpec, PersonSpec } from '../../bench/leak/clip-spec.ts';
import { sampleTruth } from '../../bench/leak/clip-truth.ts';
import { createGeneratedClip, type Sprites } from '../../bench/leak/generated-clip.ts';
import type { LeakClip } from '../../bench/leak/leak-clip.ts';
import { RunJudge, type RunScore } from '../../bench/leak/run-score.ts';
import {
  type SimulationOptions,
  simulate,
  type TickOutput,
} from '../../bench/leak/simulated-session.ts';
import type { AnalysisImage, Detection } from '../../control-server/src/detection/detection.ts';
import type { Sprite } from '../../scripts/demo-clip/raster.ts';

/** 100 x 100 pixels, opaque; the face is off the middle, so that a wrong centre shows. */
export function markedSprite(faceHeightPx: number): Sprite {
  const side = Math.round(faceHeightPx * 2.5);
  const face = [side * 0.4, side * 0.2, faceHeightPx * 0.8, faceHeightPx] as const;
  const data = new Float32Array(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const isFace =
        x + 0.5 > face[0] &&
        x + 0.5 < face[0] + face[2] &&
        y + 0.5 > face[1] &&
        y + 0.5 < face[1] + face[3];
      data.fill(isFace ? 255 : 0, (y * side + x) * 4, (y * side + x) * 4 + 3);
      data[(y * side + x) * 4 + 3] = 255;
    }
  }
  return { width: side, height: side, data, face };
}

const sprites = new Map<number, Sprite>();

export const markedSprites: Sprites = {
  sprite(_index, heightPx) {
    const whole = Math.ceil(heightPx);
    const sprite = sprites.get(whole) ?? markedSprite(whole);
    sprites.set(whole, sprite);
    return sprite;
  },
};

export function syntheticClip(
  people: readonly PersonSpec[],
  extra: Partial<ClipSpec> = {},
): LeakClip {
  const spec: ClipSpec = {
    name: 'synthetic',
    seed: 3,
    fps: 30,
    seconds: 2,
    shots: [{ fromSeconds: 0, people }],
    ...extra,
  };
  return createGeneratedClip(spec, markedSprites);
}

type Detectors = SimulationOptions['detection'];

/** Finds every head of the clip where it is, but for the frames it is told to miss. */
export function truthfulDetection(
  clip: LeakClip,
  misses: (index: number) => boolean = () => false,
): Detectors {
  let frame = 0;
  const find = (): Detection[] => {
    if (misses(frame)) return [];
    const scale = clip.analysisWidthPx / clip.widthPx;
    return clip.truth(frame).heads.map((head) => ({
      xPx: (head.centreXPx - head.halfWidthPx) * scale,
      yPx: (head.centreYPx - head.halfHeightPx) * scale,
      widthPx: 2 * head.halfWidthPx * scale,
      heightPx: 2 * head.halfHeightPx * scale,
      angleRad: head.angleRad,
      confidence: 0.95,
    }));
  };
  const schedule: CachedDetection['schedule'] = {
    provider: 'truth',
    refusals: [],
    primary: async (_image: AnalysisImage) => find(),
    furtherPasses: [
      {
        name: 'truth',
        region: ({ widthPx, heightPx }) => ({ xPx: 0, yPx: 0, widthPx, heightPx }),
        grainPx: () => 1,
        isAwaited: true,
        weight: 1,
        detect: async () => find(),
      },
    ],
    closely: async () => find(),
    dispose: async () => undefined,
  };
  return {
    schedule,
    setFrame: (index) => {
      frame = index;
    },
  };
}

export interface PlayedRun {
  readonly score: RunScore;
  readonly outputs: TickOutput[];
}

export async function play(
  clip: LeakClip,
  options: Partial<Omit<SimulationOptions, 'clip' | 'onOutput'>> = {},
): Promise<PlayedRun> {
  const judge = new RunJudge(sampleTruth(clip), clip, (index) => clip.timeMs(index));
  const outputs: TickOutput[] = [];
  await simulate({
    clip,
    picture: (index) => clip.picture(index),
    mode: 'guard',
    load: { costs: { primaryMs: 7, secondaryMs: 14 }, stalls: [] },
    detection: truthfulDetection(clip),
    onOutput: (output) => {
      outputs.push(output);
      judge.add(output);
    },
    ...options,
  });
  return { score: judge.finish(), outputs };
}
