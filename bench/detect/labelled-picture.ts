// What the benchmark needs of a picture, wherever it comes from: the picture at analysis size, and where
// its faces are.

import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';

/** Upright, in pixels of the analysis image; for a turned face, around it as `Detection` says. */
export interface FaceBox {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export const traitKinds = ['poses', 'occlusion', 'light'] as const;
export type TraitKind = (typeof traitKinds)[number];

export const toneLights = ['light', 'dark'] as const;
export type ToneLight = (typeof toneLights)[number];

export interface LabelledFace extends FaceBox {
  /** Of the face, not of the box around a turned one, over the picture's height. */
  readonly heightShare: number;
  /** Neither missed nor found: the label says that it can't be told. */
  readonly isIgnored: boolean;
  /** What the face is counted under besides its size, one value a kind at most. */
  readonly traits: Partial<Record<TraitKind, string>>;
  readonly tone?: { readonly group: string; readonly light: ToneLight };
}

export interface LabelledPicture {
  readonly name: string;
  readonly image: AnalysisImage;
  readonly faces: readonly LabelledFace[];
}

/** Made, or read, when it is its turn. */
export interface PictureSource {
  readonly name: string;
  load(): Promise<LabelledPicture>;
}
