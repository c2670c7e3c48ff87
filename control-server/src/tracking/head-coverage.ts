// From a track to the box that must be opaque in one frame. A doubt of where the head is makes the box larger: it
// contains the head where it is believed to be, where it was measured, and, between and beyond hits, where it can have
// moved. Only that it goes on growing has to be known before it is believed.

import { type CameraPath, cameraAside } from './camera-path.ts';
import type { FlowPlace } from './face-flow.ts';
import { headHeights, headRise, headWidths, includeMeasured } from './head-box.ts';
import { between, driftLimit, driftPx, hasComeIn, scaleDrift, turnPx } from './head-drift.ts';
import { addPart, type MutableRegion, setBox } from './head-region.ts';
import { type Hit, isBelowItsBest, isSurelyMeasured } from './hit.ts';
import { angleAround, sizesAround, turnAround } from './hits-around.ts';
import { believedSeconds, type Track } from './track.ts';
import { TurnedBounds } from './turned-bounds.ts';
import { includeTurned, type TurnedHead, turnedHead } from './turned-head.ts';

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
/** Motion blur, in frame intervals of travel each way: a blurred face is seen in the middle of its way, half of it behind. */
const sweptFrames = 0.5;
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
/** The next part, where there are several. */
const part = new TurnedBounds();

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
  let mayHaveStopped = false;
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
    mayHaveStopped = !cameIn;
    if (mayHaveStopped) {
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

  const sweptSeconds = (sweptFrames * frame.frameIntervalMs) / 1000;
  const sweptX = velocityX * sweptSeconds;
  const sweptY = velocityY * sweptSeconds;
  const ownWidth = halfWidth + uncertainPx + Math.abs(sweptX * cos + sweptY * sin);
  const ownHeight = halfHeight + uncertainPx + Math.abs(sweptY * cos - sweptX * sin);
  bounds.sweep(sweptX, sweptY);
  const limitPx = 2 * (frame.widthPx + frame.heightPx);
  region.trackId = track.id;
  setBox(region, bounds, limitPx);
  // Before the first hit and between two the doubt goes as it came, with time; the rest shrinks slowly.
  const isAhead = timeMs < nearest.timeMs || after !== undefined;
  const { release } = track;
  const releasedWidth = release.halfWidthAt(timeMs);
  const releasedHeight = release.halfHeightAt(timeMs);
  const { halfWidthPx, halfHeightPx } = region;
  release.remember(
    timeMs,
    Math.max(releasedWidth, isAhead ? Math.min(halfWidthPx, ownWidth) : halfWidthPx),
    Math.max(releasedHeight, isAhead ? Math.min(halfHeightPx, ownHeight) : halfHeightPx),
  );
  region.halfWidthPx = Math.max(halfWidthPx, releasedWidth);
  region.halfHeightPx = Math.max(halfHeightPx, releasedHeight);

  const turned = turnedHead(track, timeMs, turnRad, { widthPx, heightPx });
  if (turned) {
    const { xPx, yPx } = bounds;
    startTurned(turned, xPx, yPx);
    includeTurned(turned, xPx, yPx, marginPx, part);
    if (mayHaveStopped) includeTurned(turned, placeX, placeY, marginPx, part);
    part.sweep(sweptX, sweptY);
    if (addPart(region, part, limitPx)) {
      const { halfAlongPx, halfAcrossPx } = turned;
      track.turnedRelease.remember(timeMs, halfAlongPx, halfAcrossPx, turned.angleRad);
    }
  }

  const shape = { cos, sin, halfWidth, halfHeight, rise, nearest, after, turned, limitPx };
  // The camera may have moved: the face is where it went with the camera, or where it is if it stands in the room.
  const aside = cameraAside(frame.camera, { fromMs: nearest.timeMs, toMs: after?.timeMs, timeMs });
  if (aside.xPx !== 0 || aside.yPx !== 0) {
    const x = placeX + Math.max(-frame.widthPx, Math.min(frame.widthPx, aside.xPx));
    const y = placeY + Math.max(-frame.heightPx, Math.min(frame.heightPx, aside.yPx));
    addPlace(shape, x, y, marginPx, region);
  }
  // Where it was followed to is covered beside where it is believed to be.
  if (track.isFollowed && timeMs > nearest.timeMs && track.flow.at(timeMs, flowPlace)) {
    const { xPx, yPx } = flowPlace;
    addPlace(shape, xPx, yPx, uncertainPx + flowMargin * sizePx, region);
  }
  // A mask that doubt has made much larger may hide a larger face: at least half as large as fits into it.
  region.faceWidthPx = Math.max(faceWidthPx, region.halfWidthPx / headWidths) * cellSafety;
  region.faceHeightPx = Math.max(faceHeightPx, region.halfHeightPx / headHeights) * cellSafety;
}

interface HeadShape {
  readonly cos: number;
  readonly sin: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly rise: number;
  readonly nearest: Hit;
  readonly after: Hit | undefined;
  readonly turned: TurnedHead | undefined;
  readonly limitPx: number;
}

/** Another place where the face's centre may be. */
function addPlace(
  shape: HeadShape,
  xPx: number,
  yPx: number,
  marginPx: number,
  region: MutableRegion,
): void {
  const { cos, sin, halfWidth, halfHeight, rise, nearest, after, turned, limitPx } = shape;
  part.start(xPx, yPx, cos, sin);
  part.include(xPx + sin * rise, yPx - cos * rise, halfWidth + marginPx, halfHeight + marginPx);
  includeMeasured(nearest, xPx, yPx, marginPx, part);
  if (after !== undefined) includeMeasured(after, xPx, yPx, marginPx, part);
  addPart(region, part, limitPx);
  if (turned === undefined) return;
  startTurned(turned, xPx, yPx);
  includeTurned(turned, xPx, yPx, marginPx, part);
  addPart(region, part, limitPx);
}

function startTurned({ angleRad }: TurnedHead, xPx: number, yPx: number): void {
  part.start(xPx, yPx, Math.cos(angleRad), Math.sin(angleRad));
}
