// From the scores of pictures to the figures of the report.

import { strongConfidence, weakConfidence } from '../../control-server/src/detection/detection.ts';
import { quantileOf } from '../leak/statistics.ts';
import { type TraitKind, toneLights, traitKinds } from './labelled-picture.ts';
import {
  averagePrecision,
  confidenceBound,
  falsePositiveRate,
  recallAbove,
  type ScoredFace,
  type ScoredPictures,
} from './recall.ts';

export const sizes = ['ge12', 'ge6', 'ge3', 'lt3'] as const;
export type SizeName = (typeof sizes)[number];

/** Of a share of the picture's height: at least 12 %, 6 to 12, 3 to 6, less. */
export function sizeOf(heightShare: number): SizeName {
  // A hair below the limit by rounding is not smaller.
  const share = heightShare + 1e-6;
  return share >= 0.12 ? 'ge12' : share >= 0.06 ? 'ge6' : share >= 0.03 ? 'ge3' : 'lt3';
}

/** Recalls are shares, 0 to 1; null where there is no such face. */
export type RecallBySize = Record<SizeName, number | null>;

export interface TraitFigures {
  readonly faces: number;
  readonly recallAt1Fp: number | null;
  readonly recallAt01Fp: number | null;
}

export interface ToneFigures {
  readonly faces: number;
  /** Recall at one false positive a picture. */
  readonly light: number | null;
  readonly dark: number | null;
}

export interface SubjectFigures extends Record<TraitKind, Record<string, TraitFigures>> {
  readonly recallAt1Fp: RecallBySize;
  readonly recallAt01Fp: RecallBySize;
  readonly ap: number | null;
  /** Of all its passes together, a picture. */
  readonly msP50: number | null;
  readonly msP99: number | null;
  readonly tones: Record<string, ToneFigures>;
  /** Confidence above which there is so much; what the calibration is for. */
  readonly confidenceAt: { readonly fp1: number; readonly fp01: number };
  readonly falsePositivesPerPicture: { readonly weak: number; readonly strong: number };
}

export function figuresOf(scored: ScoredPictures, ms: readonly number[]): SubjectFigures {
  const fp1 = confidenceBound(scored, 1);
  const fp01 = confidenceBound(scored, 0.1);
  const bySize = (bound: number) =>
    Object.fromEntries(
      sizes.map((size) => [
        size,
        roundedOrNull(
          recallAbove(
            scored.faces.filter(({ face }) => sizeOf(face.heightShare) === size),
            bound,
          ),
        ),
      ]),
    ) as RecallBySize;
  const traits = (kind: TraitKind) =>
    grouped(
      scored.faces,
      ({ face }) => face.traits[kind],
      (faces): TraitFigures => ({
        faces: faces.length,
        recallAt1Fp: roundedOrNull(recallAbove(faces, fp1)),
        recallAt01Fp: roundedOrNull(recallAbove(faces, fp01)),
      }),
    );
  const [poses, occlusion, light] = traitKinds.map(traits);
  return {
    recallAt1Fp: bySize(fp1),
    recallAt01Fp: bySize(fp01),
    ap: roundedOrNull(averagePrecision(scored)),
    msP50: roundedOrNull(quantileOf(ms, 0.5)),
    msP99: roundedOrNull(quantileOf(ms, 0.99)),
    poses: poses ?? {},
    occlusion: occlusion ?? {},
    light: light ?? {},
    tones: tonesOf(scored.faces, fp1),
    confidenceAt: { fp1: rounded(fp1), fp01: rounded(fp01) },
    falsePositivesPerPicture: {
      weak: rounded(falsePositiveRate(scored, weakConfidence)),
      strong: rounded(falsePositiveRate(scored, strongConfidence)),
    },
  };
}

function tonesOf(faces: readonly ScoredFace[], bound: number): Record<string, ToneFigures> {
  return grouped(
    faces,
    ({ face }) => face.tone?.group,
    (inGroup) => {
      const [light = null, dark = null] = toneLights.map((wanted) =>
        roundedOrNull(
          recallAbove(
            inGroup.filter(({ face }) => face.tone?.light === wanted),
            bound,
          ),
        ),
      );
      return { faces: inGroup.length, light, dark };
    },
  );
}

/** Groups in alphabetical order; what has no group is left out. */
function grouped<Figures>(
  faces: readonly ScoredFace[],
  groupOf: (face: ScoredFace) => string | undefined,
  figures: (faces: readonly ScoredFace[]) => Figures,
): Record<string, Figures> {
  const groups = new Map<string, ScoredFace[]>();
  for (const face of faces) {
    const name = groupOf(face);
    if (name === undefined) continue;
    groups.set(name, [...(groups.get(name) ?? []), face]);
  }
  return Object.fromEntries(
    [...groups]
      .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
      .map(([name, members]) => [name, figures(members)]),
  );
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}
