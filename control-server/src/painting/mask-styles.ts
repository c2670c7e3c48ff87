// The mask styles there are. A style is one file in styles/ and its line here.

import type { MaskType } from '../../../protocol/names.ts';
import type { FacePose } from '../expression/face-pose.ts';
import type { CellGrid } from './cell-grid.ts';
import type { PatchSide } from './patch-shape.ts';
import { blur } from './styles/blur.ts';
import { colorBlock } from './styles/color-block.ts';
import { drawnFace } from './styles/drawn-face.ts';
import { pixelate } from './styles/pixelate.ts';

/** What a style draws from. It sees the grid's colours and, if it asks, the pose, and nothing else of the face. */
export interface StyleInput {
  readonly grid: CellGrid;
  readonly side: PatchSide;
  /** Where the picture's left and top edges lie in the grid, in cells, and the cells a texel spans. */
  readonly left: number;
  readonly top: number;
  readonly columnStep: number;
  readonly rowStep: number;
  /** Half sizes of the face, in cells. */
  readonly faceHalfColumns: number;
  readonly faceHalfRows: number;
  /** 10 to 100 percent. */
  readonly intensity: number;
  /** 0xAABBGGRR */
  readonly maskColor: number;
  /** Neutral for a style that asks for no landmarks. Its turn is the one beyond the region's own. */
  readonly pose: FacePose;
}

export interface MaskStyle {
  /** A larger picture would show nothing more. */
  readonly sideMax: PatchSide;
  /** Its `pose` is more than neutral: faces are looked at for it. */
  readonly needsLandmarks?: boolean;
  /** Fills `side` x `side` opaque texels, 0xAABBGGRR with AA = 255. */
  draw(input: StyleInput, texels: Uint32Array): void;
}

export const maskStyles: Readonly<Record<MaskType, MaskStyle>> = {
  blur,
  pixelate,
  color_block: colorBlock,
  drawn_face: drawnFace,
};
