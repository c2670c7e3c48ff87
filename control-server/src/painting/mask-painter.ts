// Paints the patches of one frame: where each lies, how large its picture is, and what is in it. The
// styles draw from sampled grids and poses; no pixel of a frame reaches a patch in any other way.

import type { MaskType } from '../../../protocol/names.ts';
import type { AnalysisImage } from '../detection/detection.ts';
import { type FacePose, limitedTurn, neutralPose } from '../expression/face-pose.ts';
import type { PoseSource } from '../expression/pose-timeline.ts';
import type { HeadRegion } from '../tracking/head-region.ts';
import { type CellGrid, cellSidePx, cellsAcrossFace, createCellGrid } from './cell-grid.ts';
import { GridMemory } from './grid-memory.ts';
import { maskStyles, type StyleInput } from './mask-styles.ts';
import { type PatchBatch, patchesMax, patchPixelBytesMax } from './patch.ts';
import { applyParts, areDrawable } from './patch-parts.ts';
import { applyShape, type PatchSide, patchShape } from './patch-shape.ts';

/** The mapping refuses corners beyond 65536; rounding to 32 bits needs some room. */
const coordinateMax = 65_000;
const sideMin = 32;
const sideMax = 256;

export interface PaintRequest {
  readonly regions: readonly HeadRegion[];
  /** Of the frame that is painted. */
  readonly timeMs: number;
  readonly maskType: MaskType;
  /** 10 to 100 percent. */
  readonly intensity: number;
  /** 0xAABBGGRR */
  readonly maskColor: number;
  /** For styles that need landmarks; without, every face is neutral. */
  readonly poses?: PoseSource;
}

type MutableInput = { -readonly [key in keyof StyleInput]: StyleInput[key] };

export class MaskPainter {
  readonly #memory = new GridMemory();
  readonly #unsampled: CellGrid = createCellGrid();
  readonly #sides: PatchSide[] = [];
  readonly #texels = new Uint32Array(sideMax * sideMax);
  readonly #bytesBySide = new Map<PatchSide, Uint8Array>();
  readonly #input: MutableInput = {
    grid: this.#unsampled,
    side: sideMin,
    left: 0,
    top: 0,
    columnStep: 1,
    rowStep: 1,
    faceHalfColumns: 1,
    faceHalfRows: 1,
    intensity: 100,
    maskColor: 0,
    pose: neutralPose,
  };

  reset(): void {
    this.#memory.reset();
  }

  /**
   * Takes the colours of regions in an analysed image, as often as they may change. `scale` is pixels
   * of the image per pixel of the source.
   */
  observe(
    image: AnalysisImage,
    scale: { readonly x: number; readonly y: number },
    regions: readonly HeadRegion[],
    timeMs: number,
  ): void {
    this.#memory.observe({ image, scaleX: scale.x, scaleY: scale.y }, regions, timeMs);
  }

  /**
   * Fills `batch` with a patch for every region. False, and an empty batch, if that is not possible: the
   * frame is then to be covered.
   */
  paint(request: PaintRequest, batch: PatchBatch): boolean {
    batch.count = 0;
    batch.pixelBytes = 0;
    const { regions } = request;
    if (regions.length > patchesMax) return false;
    const style = maskStyles[request.maskType];
    const cells = cellsAcrossFace(request.intensity);
    this.#chooseSides(regions, style.sideMax);

    this.#input.intensity = request.intensity;
    this.#input.maskColor = request.maskColor;
    let pixelBytes = 0;
    for (const [index, region] of regions.entries()) {
      const side = this.#sides[index] ?? sideMin;
      const shape = patchShape(side);
      if (!areDrawable(region.parts)) return false;
      if (!writeQuad(batch, index, region, shape.quadScale)) return false;
      batch.sides[index] = side;
      batch.trackIds[index] = region.trackId;

      const grid = this.#memory.gridFor(region.trackId, request.timeMs, cells) ?? this.#unsampled;
      this.#aim(region, grid, side, shape.quadScale);
      const pose = style.needsLandmarks
        ? request.poses?.poseAt(region.trackId, request.timeMs)
        : undefined;
      this.#input.pose = pose ? withinRegion(pose, region) : neutralPose;
      style.draw(this.#input, this.#texels);
      const bytes = this.#bytesOf(side);
      if (region.parts.length > 0) applyParts(shape, region, bytes);
      else applyShape(shape, bytes);
      batch.pixels.set(bytes, pixelBytes);
      pixelBytes += bytes.length;
    }
    batch.count = regions.length;
    batch.pixelBytes = pixelBytes;
    return true;
  }

  /** About half the quad's pixels on screen; less where all of them together would not fit. */
  #chooseSides(regions: readonly HeadRegion[], styleSideMax: PatchSide): void {
    this.#sides.length = 0;
    let bytes = 0;
    for (const region of regions) {
      const longerPx = 2 * Math.max(region.halfWidthPx, region.halfHeightPx);
      const wanted = longerPx <= 64 ? 32 : longerPx <= 160 ? 64 : longerPx <= 560 ? 128 : 256;
      const side = Math.min(wanted, styleSideMax) as PatchSide;
      this.#sides.push(side);
      bytes += side * side * 4;
    }
    while (bytes > patchPixelBytesMax) {
      let largest = 0;
      for (const [index, side] of this.#sides.entries()) {
        if (side > (this.#sides[largest] ?? 0)) largest = index;
      }
      const side = this.#sides[largest] ?? sideMin;
      const smaller = (side / 2) as PatchSide;
      this.#sides[largest] = smaller;
      bytes -= (side * side - smaller * smaller) * 4;
    }
  }

  /** Lays the picture over the grid: both are centred on the region, cells have the face's scale. */
  #aim(region: HeadRegion, grid: CellGrid, side: PatchSide, quadScale: number): void {
    const input = this.#input;
    const cellPx = cellSidePx(region, grid.cellsAcross);
    const halfColumns = (region.halfWidthPx * quadScale) / cellPx;
    const halfRows = (region.halfHeightPx * quadScale) / cellPx;
    input.grid = grid;
    input.side = side;
    input.left = grid.columns / 2 - halfColumns;
    input.top = grid.rows / 2 - halfRows;
    input.columnStep = Math.max(1e-6, (2 * halfColumns) / side);
    input.rowStep = Math.max(1e-6, (2 * halfRows) / side);
    input.faceHalfColumns = region.faceWidthPx / 2 / cellPx;
    input.faceHalfRows = region.faceHeightPx / 2 / cellPx;
  }

  #bytesOf(side: PatchSide): Uint8Array {
    const known = this.#bytesBySide.get(side);
    if (known !== undefined) return known;
    const bytes = new Uint8Array(this.#texels.buffer, 0, side * side * 4);
    this.#bytesBySide.set(side, bytes);
    return bytes;
  }
}

/** The pose as it shows in a patch that is turned with its region already. */
function withinRegion(pose: FacePose, { angleRad }: HeadRegion): FacePose {
  const beyond = pose.rollRad - angleRad;
  const rollRad = limitedTurn(Math.atan2(Math.sin(beyond), Math.cos(beyond)) * pose.visibility);
  return { ...pose, rollRad };
}

/** False if the quad cannot be drawn: not finite, without area, or out of the mapping's range. */
function writeQuad(
  batch: PatchBatch,
  index: number,
  region: HeadRegion,
  quadScale: number,
): boolean {
  const halfWidth = region.halfWidthPx * quadScale;
  const halfHeight = region.halfHeightPx * quadScale;
  const cos = Math.cos(region.angleRad);
  const sin = Math.sin(region.angleRad);
  const reach = halfWidth + halfHeight;
  const { centreXPx, centreYPx } = region;
  const isInRange =
    Math.abs(centreXPx) + reach < coordinateMax && Math.abs(centreYPx) + reach < coordinateMax;
  if (!isInRange || !(halfWidth > 0) || !(halfHeight > 0) || !Number.isFinite(cos)) return false;
  if (!Number.isFinite(region.faceWidthPx) || !Number.isFinite(region.faceHeightPx)) return false;
  const { quads } = batch;
  const at = index * 6;
  quads[at] = centreXPx - halfWidth * cos + halfHeight * sin;
  quads[at + 1] = centreYPx - halfWidth * sin - halfHeight * cos;
  quads[at + 2] = 2 * halfWidth * cos;
  quads[at + 3] = 2 * halfWidth * sin;
  quads[at + 4] = -2 * halfHeight * sin;
  quads[at + 5] = 2 * halfHeight * cos;
  return true;
}
