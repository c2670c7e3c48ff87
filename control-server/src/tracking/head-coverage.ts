// From a track to the box that must be opaque in one frame. A doubt of where the head is makes the box larger: it
// contains the head where it is believed to be, where it was measured, and, between and beyond hits, where it can have
// moved. Only that it goes on growing has to be known before it is believed.

import { type CameraPath, cameraAside } from './camera-path.ts';
import type { FlowPlace } from './face-flow.ts';
import { headHeights, headRise, headWidths, includeMeasured, includeTurned } from './head-box.ts';
import { driftLimit, driftPx, hasComeIn, turnPx } from './head-drift.ts';
import { extendRegion, type MutableRegion } from './head-region.ts';
import { isBelowItsBest, isSurelyMeasured } from './hit.ts';
import { angleAround, sizesAround, turnAround, turnedSizeAround } from './hits-around.ts';
import { believedSeconds, type Track } from './track.ts';
import { TurnedBounds } from './turned-bounds.ts';

/** Safety on top of the head, each side. */
const growth = 1.24;
/** Heights are measured better than widths: of 14,000 upright heads one in a thousand needs more than 1.15. */
const measuredHeightGrowth = 1.17;
/** Sine of the turn up to which a measured head counts as upright. */
const uprightTurn = 0.3;
/** Cells are counted on a face this much larger: one that is measured too small must not show in finer cells. */
const cellSafety = 1.15;
/** A profile's or a bowed face's box is narrower or lower than the head. */
const widthOfHeightMin = 0.68;
const heightOfWidthMin = 0.9;
/** Motion blur and the shutter, in frame intervals of travel each way. */
const sweptFrames = 0.75;
/** Between two hits the face is held from both sides. */
const betweenHits = 0.6;
const driftMax = 1;
/** A face that was looked for and not seen is more likely hidden, or was none, than on its way. */
const unseenDriftMax = 0.3;
/** Before its first hit a face was as likely faster as slower: more growth. */
const backfill = 3;
const backfillDriftMax = 1;
/** Extrapolated growth of the face at most, as a logarithm: at all, and where its box was one of another view. */
const scaleDriftMax = 0.4;
const otherViewScaleDriftMax = 0.15;
/** What a pixel of the analysis copy may be off, as a fraction of the frame's longer side. */
const gridMargin = 0.0015;

export interface CoverageFrame {
  readonly timeMs: number;
  /** Between frames of the source. */
  readonly frameIntervalMs: number;
  /** Of the newest frame in which faces were looked for. */
  readonly analysedMs: number;
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
    const most = isBelowItsBest(nearest) ? otherViewScaleDriftMax : scaleDriftMax;
    const { velocityA, velocityB, velocityVariance } = nearest.smoothSize;
    widthPx *= Math.exp(scaleDrift(velocityA, velocityVariance, forwards, most));
    heightPx *= Math.exp(scaleDrift(velocityB, velocityVariance, forwards, most));
  }
  const sizePx = Math.sqrt(widthPx * heightPx);

  // An upright box around a turned face: sides along the face's own axes.
  const turn = Math.sin(2 * angleRad) ** 2;
  const faceWidthPx = Math.hypot(widthPx * cos, heightPx * sin);
  const faceHeightPx = Math.hypot(widthPx * sin, heightPx * cos) * (1 + 0.13 * turn);
  const edgePx = gridMargin * Math.max(frame.widthPx, frame.heightPx);
  const uncertainPx = Math.sqrt(nearest.smoothPosition.valueVariance);
  const halfWidth = (faceWidthPx / 2) * headWidths * growth + edgePx;
  const turnRad = turnAround(history, timeMs);
  const isMeasured =
    nearest.timeMs === timeMs &&
    isSurelyMeasured(nearest) &&
    Math.abs(Math.sin(turnRad)) < uprightTurn;
  const heightGrowth = isMeasured ? measuredHeightGrowth : growth;
  const halfHeight = (faceHeightPx / 2) * headHeights * heightGrowth + edgePx;
  const rise = headRise * faceHeightPx;

  let velocityX = nearest.smoothPosition.velocityA;
  let velocityY = nearest.smoothPosition.velocityB;
  let placeX = nearest.smoothPosition.a;
  let placeY = nearest.smoothPosition.b;
  let marginPx = uncertainPx;
  if (isBeyond) {
    const speed = Math.hypot(velocityX, velocityY) / sizePx;
    const isBackfill = timeMs < nearest.timeMs;
    const wasLookedFor = timeMs <= frame.analysedMs;
    const bend = (turnPx(track, isBackfill) * awaySeconds ** 2) / 2;
    const drift = driftPx(nearest, awaySeconds, sizePx, speed) + bend;
    marginPx += isBackfill
      ? Math.min(drift * backfill, driftLimit(track, backfillDriftMax) * sizePx)
      : Math.min(drift, driftLimit(track, wasLookedFor ? unseenDriftMax : driftMax) * sizePx);
    const seconds =
      believedSeconds(awaySeconds, wasLookedFor && !isBackfill) * (isBackfill ? -1 : 1);
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
      includeMeasured(nearest, placeX, placeY, marginPx, bounds);
    }
    bounds.include(
      movedX + sin * rise,
      movedY - cos * rise,
      halfWidth + marginPx,
      halfHeight + marginPx,
    );
    includeMeasured(nearest, movedX, movedY, marginPx, bounds);
  } else if (after === undefined || nearest.timeMs === timeMs) {
    const { a, b } = nearest.smoothPosition;
    bounds.start(a, b, cos, sin);
    bounds.include(
      a + sin * rise,
      b - cos * rise,
      halfWidth + uncertainPx,
      halfHeight + uncertainPx,
    );
    includeMeasured(nearest, a, b, edgePx, bounds);
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
    marginPx = uncertainBetween + Math.min(drift, driftMax * sizePx);
    bounds.start(placeX, placeY, cos, sin);
    bounds.include(
      placeX + sin * rise,
      placeY - cos * rise,
      halfWidth + marginPx,
      halfHeight + marginPx,
    );
    includeMeasured(nearest, placeX, placeY, edgePx, bounds);
    includeMeasured(after, placeX, placeY, edgePx, bounds);
    // It may have leapt in any of the frames between: where it was and where it came to are covered in all of them.
    if (after.isUnforeseen) {
      for (const { a, b } of [from, to]) {
        bounds.include(
          a + sin * rise,
          b - cos * rise,
          halfWidth + uncertainBetween,
          halfHeight + uncertainBetween,
        );
      }
      includeMeasured(nearest, from.a, from.b, edgePx, bounds);
      includeMeasured(after, to.a, to.b, edgePx, bounds);
    }
  }

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

/** How far the face has grown by now, as a logarithm: a speed counts as far as it stands out of its own doubt. */
function scaleDrift(velocity: number, variance: number, seconds: number, most: number): number {
  if (velocity * seconds <= 0) return 0;
  const believed = velocity ** 2 / (velocity ** 2 + variance);
  return Math.min(most, velocity * seconds * believed);
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
