// From a track to the box that must be opaque in one frame. Every doubt makes the box larger: the
// box contains the head where it is believed to be, where it was measured, and, between and
// beyond hits, where it can have moved.

import { type CameraPath, cameraAside } from './camera-path.ts';
import type { FlowPlace } from './face-flow.ts';
import { driftLimit, driftPx, hasComeIn, turnPx } from './head-drift.ts';
import { extendRegion, type MutableRegion } from './head-region.ts';
import type { Hit } from './hit.ts';
import { angleAround, sizesAround, turnAround, turnedSizeAround } from './hits-around.ts';
import { believedSeconds, type Track } from './track.ts';
import { TurnedBounds } from './turned-bounds.ts';

/** The head around a face box (forehead to chin, ear to ear), in units of the face's sides. */
export const headWidths = 1.22;
export const headHeights = 1.2;
/** Safety on top of the head, each side. */
const growth = 1.24;
/** A measured head box is inside by this much, however the smoother disagrees. */
export const measuredGrowth = 1.05;
/** Heads turned by less than this (sine) lie within what is masked in any case. */
export const turnedMin = 0.4;
const turnedGrowth = 1.1;
/** Cells are counted on a face this much larger: one that is measured too small must not show in finer cells. */
const cellSafety = 1.15;
/** Hair makes the head's centre lie above the face's. */
const headRise = 0.06;
/** A profile's or a bowed face's box is narrower or lower than the head. */
const widthOfHeightMin = 0.68;
const heightOfWidthMin = 0.9;
/** Motion blur and the shutter, in frame intervals of travel each way. */
const sweptFrames = 0.75;
/** Between two hits the face is held from both sides. */
const betweenHits = 0.6;
const betweenDriftMax = 1;
/** After its last hit it is more likely hidden, or was none, than on its way. */
const coastDriftMax = 0.3;
/** Before its first hit a face was as likely faster as slower: more growth. */
const backfill = 3;
const backfillDriftMax = 1;
/** Extrapolated growth of the face at most, as a logarithm. */
const scaleDriftMax = 0.4;
/** What a pixel of the analysis copy may be off, as a fraction of the frame's longer side. */
const gridMargin = 0.0015;

export interface CoverageFrame {
  readonly timeMs: number;
  /** Between frames of the source. */
  readonly frameIntervalMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly camera: CameraPath;
}

/** What a followed face may be off, in face sizes. */
const flowMargin = 0.15;

const flowPlace: FlowPlace = { xPx: 0, yPx: 0 };
const bounds = new TurnedBounds();
/** Where the head is if it went with the camera. */
const carried = new TurnedBounds();

/** The head that was measured in `hit`, carried to the believed face centre (xPx, yPx). */
function includeMeasured(
  hit: Hit,
  xPx: number,
  yPx: number,
  marginPx: number,
  to: TurnedBounds = bounds,
): void {
  const offX = (hit.leftPx + hit.rightPx) / 2 - hit.smoothPosition.a;
  const offY = (hit.topPx + hit.bottomPx) / 2 - hit.smoothPosition.b;
  const halfX = ((hit.rightPx - hit.leftPx) / 2) * headWidths * measuredGrowth + marginPx;
  const halfY = ((hit.bottomPx - hit.topPx) / 2) * headHeights * measuredGrowth + marginPx;
  to.includeUpright(xPx + offX, yPx + offY, halfX, halfY);
}

/** A head that second passes saw turned, around the believed centre: its corners reach out of an upright box. */
function includeTurned(
  turnRad: number,
  face: { widthPx: number; heightPx: number },
  to: TurnedBounds,
): void {
  if (Math.abs(Math.sin(turnRad)) < turnedMin) return;
  const cos = Math.cos(turnRad);
  const sin = Math.sin(turnRad);
  const along = Math.hypot(face.widthPx * cos, face.heightPx * sin);
  const across = Math.hypot(face.widthPx * sin, face.heightPx * cos);
  const halfAlong = (along / 2) * headWidths * turnedGrowth;
  const halfAcross = (across / 2) * headHeights * turnedGrowth;
  const rise = headRise * across;
  to.includeUpright(
    to.xPx + sin * rise,
    to.yPx - cos * rise,
    Math.abs(cos) * halfAlong + Math.abs(sin) * halfAcross,
    Math.abs(sin) * halfAlong + Math.abs(cos) * halfAcross,
  );
}

/** Fills `region` with what has to be opaque at `frame.timeMs`. The track has a hit at least. */
export function coverHead(track: Track, frame: CoverageFrame, region: MutableRegion): void {
  const { history } = track;
  history.smooth();
  const { timeMs } = frame;
  const index = history.indexAt(timeMs);
  const sizes = sizesAround(history, index, timeMs);
  const angleRad = angleAround(history, index, timeMs);
  const cos = Math.cos(angleRad);
  const sin = Math.sin(angleRad);

  const before = index >= 0 ? history.at(index) : undefined;
  const after = index + 1 < history.length ? history.at(index + 1) : undefined;
  const nearest = before ?? history.first;
  let widthPx = Math.max(sizes.width, sizes.height * widthOfHeightMin);
  let heightPx = Math.max(sizes.height, widthPx * heightOfWidthMin);
  const isBeyond = before === undefined || (after === undefined && before.timeMs < timeMs);
  const awaySeconds = Math.abs(timeMs - nearest.timeMs) / 1000;
  if (isBeyond) {
    // A face that comes nearer goes on to do so; one that shrinks may have stopped.
    const forwards = timeMs >= nearest.timeMs ? awaySeconds : -awaySeconds;
    widthPx *= Math.exp(scaleDrift(nearest.smoothSize.velocityA * forwards));
    heightPx *= Math.exp(scaleDrift(nearest.smoothSize.velocityB * forwards));
  }
  const sizePx = Math.sqrt(widthPx * heightPx);

  // An upright box around a turned face: sides along the face's own axes.
  const turn = Math.sin(2 * angleRad) ** 2;
  const faceWidthPx = Math.hypot(widthPx * cos, heightPx * sin);
  const faceHeightPx = Math.hypot(widthPx * sin, heightPx * cos) * (1 + 0.13 * turn);
  const edgePx = gridMargin * Math.max(frame.widthPx, frame.heightPx);
  const uncertainPx = Math.sqrt(nearest.smoothPosition.valueVariance);
  const halfWidth = (faceWidthPx / 2) * headWidths * growth + edgePx;
  const halfHeight = (faceHeightPx / 2) * headHeights * growth + edgePx;
  const rise = headRise * faceHeightPx;

  let velocityX = nearest.smoothPosition.velocityA;
  let velocityY = nearest.smoothPosition.velocityB;
  let placeX = nearest.smoothPosition.a;
  let placeY = nearest.smoothPosition.b;
  let marginPx = uncertainPx;
  if (isBeyond) {
    const speed = Math.hypot(velocityX, velocityY) / sizePx;
    const isBackfill = timeMs < nearest.timeMs;
    const bend = (turnPx(track, isBackfill) * awaySeconds ** 2) / 2;
    const drift = driftPx(nearest, awaySeconds, sizePx, speed) + bend;
    marginPx += isBackfill
      ? Math.min(drift * backfill, driftLimit(track, backfillDriftMax) * sizePx)
      : Math.min(drift, driftLimit(track, coastDriftMax) * sizePx);
    const seconds = believedSeconds(awaySeconds) * (isBackfill ? -1 : 1);
    const movedX = placeX + velocityX * seconds;
    const movedY = placeY + velocityY * seconds;
    bounds.start(movedX, movedY, cos, sin);
    const cameIn =
      isBackfill && hasComeIn(track, { awaySeconds, speed, xPx: movedX, yPx: movedY }, frame);
    // It may go on as it did, or have stopped: both are covered, and all between.
    if (!cameIn) {
      bounds.include(
        placeX + sin * rise,
        placeY - cos * rise,
        halfWidth + marginPx,
        halfHeight + marginPx,
      );
      includeMeasured(nearest, placeX, placeY, marginPx);
    }
    bounds.include(
      movedX + sin * rise,
      movedY - cos * rise,
      halfWidth + marginPx,
      halfHeight + marginPx,
    );
    includeMeasured(nearest, movedX, movedY, marginPx);
  } else if (after === undefined || nearest.timeMs === timeMs) {
    const { a, b } = nearest.smoothPosition;
    bounds.start(a, b, cos, sin);
    bounds.include(
      a + sin * rise,
      b - cos * rise,
      halfWidth + uncertainPx,
      halfHeight + uncertainPx,
    );
    includeMeasured(nearest, a, b, edgePx);
  } else {
    const spanSeconds = (after.timeMs - nearest.timeMs) / 1000;
    const share = awaySeconds / spanSeconds;
    const from = nearest.smoothPosition;
    const to = after.smoothPosition;
    placeX = between(from.a, from.velocityA, to.a, to.velocityA, spanSeconds, share);
    placeY = between(from.b, from.velocityB, to.b, to.velocityB, spanSeconds, share);
    const chordX = (to.a - from.a) / spanSeconds;
    const chordY = (to.b - from.b) / spanSeconds;
    const speed =
      Math.max(
        Math.hypot(from.velocityA, from.velocityB),
        Math.hypot(to.velocityA, to.velocityB),
        Math.hypot(chordX, chordY),
      ) / sizePx;
    velocityX = from.velocityA + (to.velocityA - from.velocityA) * share;
    velocityY = from.velocityB + (to.velocityB - from.velocityB) * share;
    const nearSeconds = Math.min(awaySeconds, spanSeconds - awaySeconds);
    const closest = awaySeconds * 2 <= spanSeconds ? nearest : after;
    const drift = betweenHits * driftPx(closest, nearSeconds, sizePx, speed);
    const uncertainBetween = Math.sqrt(Math.max(from.valueVariance, to.valueVariance));
    marginPx = uncertainBetween + Math.min(drift, betweenDriftMax * sizePx);
    bounds.start(placeX, placeY, cos, sin);
    bounds.include(
      placeX + sin * rise,
      placeY - cos * rise,
      halfWidth + marginPx,
      halfHeight + marginPx,
    );
    includeMeasured(nearest, placeX, placeY, edgePx);
    includeMeasured(after, placeX, placeY, edgePx);
  }

  const turnRad = turnAround(history, timeMs);
  const turned = turnedSizeAround(history, timeMs);
  const turnedFace = {
    widthPx: Math.max(widthPx, turned.width),
    heightPx: Math.max(heightPx, turned.height),
  };
  includeTurned(turnRad, turnedFace, bounds);
  const sweptSeconds = (sweptFrames * frame.frameIntervalMs) / 1000;
  const sweptAlong = Math.abs(velocityX * cos + velocityY * sin) * sweptSeconds;
  const sweptAcross = Math.abs(velocityY * cos - velocityX * sin) * sweptSeconds;
  const centreAlong = (bounds.left + bounds.right) / 2;
  const centreAcross = (bounds.top + bounds.bottom) / 2;
  const { release } = track;
  const limitPx = 2 * (frame.widthPx + frame.heightPx);
  const neededWidth = (bounds.right - bounds.left) / 2 + sweptAlong;
  const neededHeight = (bounds.bottom - bounds.top) / 2 + sweptAcross;
  const releasedWidth = release.halfWidthAt(timeMs);
  const releasedHeight = release.halfHeightAt(timeMs);
  const coverWidth = Math.max(neededWidth, releasedWidth);
  const coverHeight = Math.max(neededHeight, releasedHeight);
  // Before the first hit and between two the doubt goes as it came, with time; the rest shrinks slowly.
  const isAhead = timeMs < nearest.timeMs || after !== undefined;
  const ownWidth = halfWidth + uncertainPx + sweptAlong;
  const ownHeight = halfHeight + uncertainPx + sweptAcross;
  release.remember(
    timeMs,
    Math.max(releasedWidth, isAhead ? Math.min(neededWidth, ownWidth) : neededWidth),
    Math.max(releasedHeight, isAhead ? Math.min(neededHeight, ownHeight) : neededHeight),
  );
  region.trackId = track.id;
  region.centreXPx = bounds.xPx + centreAlong * cos - centreAcross * sin;
  region.centreYPx = bounds.yPx + centreAlong * sin + centreAcross * cos;
  region.halfWidthPx = Math.min(coverWidth, limitPx);
  region.halfHeightPx = Math.min(coverHeight, limitPx);
  region.angleRad = angleRad;

  // The camera may have moved: what is masked in any case grows by where the face is if it stands in the room.
  const aside = cameraAside(frame.camera, { fromMs: nearest.timeMs, toMs: after?.timeMs, timeMs });
  if (aside.xPx !== 0 || aside.yPx !== 0) {
    const x = placeX + Math.max(-frame.widthPx, Math.min(frame.widthPx, aside.xPx));
    const y = placeY + Math.max(-frame.heightPx, Math.min(frame.heightPx, aside.yPx));
    carried.start(x, y, cos, sin);
    carried.include(x + sin * rise, y - cos * rise, halfWidth + marginPx, halfHeight + marginPx);
    includeMeasured(nearest, x, y, marginPx, carried);
    if (after !== undefined) includeMeasured(after, x, y, marginPx, carried);
    includeTurned(turnRad, turnedFace, carried);
    extendRegion(region, carried);
  }
  // Where it was followed to is covered beside where it is believed to be.
  if (track.isFollowed && timeMs > nearest.timeMs && track.flow.at(timeMs, flowPlace)) {
    const { xPx, yPx } = flowPlace;
    const flowMarginPx = uncertainPx + flowMargin * sizePx;
    carried.start(xPx, yPx, cos, sin);
    carried.include(
      xPx + sin * rise,
      yPx - cos * rise,
      halfWidth + flowMarginPx,
      halfHeight + flowMarginPx,
    );
    includeMeasured(nearest, xPx, yPx, flowMarginPx, carried);
    includeTurned(turnRad, turnedFace, carried);
    extendRegion(region, carried);
  }
  // A mask that doubt has made much larger may hide a larger face: at least half as large as fits into it.
  region.faceWidthPx = Math.max(faceWidthPx, region.halfWidthPx / headWidths) * cellSafety;
  region.faceHeightPx = Math.max(faceHeightPx, region.halfHeightPx / headHeights) * cellSafety;
}

function scaleDrift(logGrowth: number): number {
  return Math.min(scaleDriftMax, Math.max(0, logGrowth));
}

/** A cubic through both ends with their velocities; a line where the ends are far apart in time. */
function between(
  from: number,
  fromVelocity: number,
  to: number,
  toVelocity: number,
  spanSeconds: number,
  share: number,
): number {
  const line = from + (to - from) * share;
  if (spanSeconds > 0.5) return line;
  const rest = 1 - share;
  const bend =
    share *
    rest *
    (rest * (fromVelocity * spanSeconds - (to - from)) -
      share * (toVelocity * spanSeconds - (to - from)));
  return line + bend;
}
