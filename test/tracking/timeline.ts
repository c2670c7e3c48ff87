// Recorded or invented timelines of faces, played through a tracker the way a stream does, and how much
// of each head ends up inside an opaque region.

import type { Detection } from '../../control-server/src/detection/detection.ts';
import { headHeights, headWidths } from '../../control-server/src/tracking/head-box.ts';
import type { HeadPart, HeadRegion } from '../../control-server/src/tracking/head-region.ts';
import { Tracker } from '../../control-server/src/tracking/tracker.ts';

/** A true face box: centre and sides, source pixels. */
export interface TrueFace {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface TimelineFrame {
  readonly faces: readonly TrueFace[];
  /** Undefined: this frame was never analysed. */
  readonly detections: readonly Detection[] | undefined;
  /** A second pass over this frame. */
  readonly evidence?: readonly Detection[];
}

export interface Timeline {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly fps: number;
  readonly frames: readonly TimelineFrame[];
}

/** 1280 x 720 at 30 frames a second. */
export function timeline(count: number, frame: (index: number) => TimelineFrame): Timeline {
  const frames = Array.from({ length: count }, (_, at) => frame(at));
  return { widthPx: 1280, heightPx: 720, fps: 30, frames };
}

export interface PlayedFrame {
  readonly frameId: number;
  readonly regions: readonly HeadRegion[];
}

export function frameTimeMs(timeline: Timeline, frameId: number): number {
  return 1000 + (frameId * 1000) / timeline.fps;
}

function momentOf(timeline: Timeline, frameId: number) {
  return { frameId, timeMs: frameTimeMs(timeline, frameId) };
}

export function detect(face: TrueFace, confidence = 0.95, angleRad = 0): Detection {
  return {
    xPx: face.xPx - face.widthPx / 2,
    yPx: face.yPx - face.heightPx / 2,
    widthPx: face.widthPx,
    heightPx: face.heightPx,
    angleRad,
    confidence,
  };
}

function addFrame(tracker: Tracker, timeline: Timeline, index: number): boolean {
  const frame = timeline.frames[index];
  if (frame?.detections === undefined) return false;
  const moment = momentOf(timeline, index + 1);
  const { widthPx, heightPx } = timeline;
  tracker.addFrame({ ...moment, widthPx, heightPx, detections: frame.detections });
  if (frame.evidence !== undefined) {
    tracker.addEvidence({ ...moment, detections: frame.evidence });
  }
  return true;
}

function publish(tracker: Tracker, timeline: Timeline, index: number): PlayedFrame {
  const moment = momentOf(timeline, index + 1);
  const regions = tracker.regionsAt(moment).map((region) => ({
    ...region,
    parts: region.parts.map((part) => ({ ...part })),
  }));
  return { frameId: moment.frameId, regions };
}

/** Frame k is published when frames up to k + lookAheadFrames were analysed (exact mode: 0). */
export function playDelayed(
  timeline: Timeline,
  lookAheadFrames: number,
  tracker = new Tracker(),
): PlayedFrame[] {
  const played: PlayedFrame[] = [];
  let emitted = 0;
  const emitTo = (end: number) => {
    for (; emitted < end; emitted++) played.push(publish(tracker, timeline, emitted));
    tracker.forgetBefore(momentOf(timeline, emitted));
  };
  for (let index = 0; index < timeline.frames.length; index++) {
    if (!addFrame(tracker, timeline, index)) continue;
    // The painter takes its colours from the newest frame: an extra question in between.
    publish(tracker, timeline, index);
    emitTo(index + 1 - lookAheadFrames);
  }
  emitTo(timeline.frames.length);
  return played;
}

/** Frame k is published when frame k - aheadFrames is the last analysed one. */
export function playLive(timeline: Timeline, aheadFrames: number): PlayedFrame[] {
  const tracker = new Tracker();
  const played: PlayedFrame[] = [];
  for (let index = 0; index + aheadFrames < timeline.frames.length; index++) {
    addFrame(tracker, timeline, index);
    played.push(publish(tracker, timeline, index + aheadFrames));
    tracker.forgetBefore(momentOf(timeline, index + 1));
  }
  return played;
}

/** What of the region is opaque: boxes whose union is. */
export function opaqueBoxes(region: HeadRegion): readonly HeadPart[] {
  return region.parts.length > 0 ? region.parts : [region];
}

/** Whether the region is opaque there, or within `slackPx` of it. */
export function isMaskedAt(region: HeadRegion, xPx: number, yPx: number, slackPx = 0): boolean {
  return opaqueBoxes(region).some((box) => {
    const offX = xPx - box.centreXPx;
    const offY = yPx - box.centreYPx;
    const cos = Math.cos(box.angleRad);
    const sin = Math.sin(box.angleRad);
    return (
      Math.abs(offX * cos + offY * sin) <= box.halfWidthPx + slackPx &&
      Math.abs(offY * cos - offX * sin) <= box.halfHeightPx + slackPx
    );
  });
}

const steps = 20;

/** The share of the visible part of the head box that is opaque; 1 if none of it is visible. */
export function coveredShare(
  face: TrueFace,
  regions: readonly HeadRegion[],
  frame: { readonly widthPx: number; readonly heightPx: number },
): number {
  let visible = 0;
  let covered = 0;
  for (let row = 0; row < steps; row++) {
    const y = face.yPx + ((row + 0.5) / steps - 0.5) * face.heightPx * headHeights;
    if (y < 0 || y >= frame.heightPx) continue;
    for (let column = 0; column < steps; column++) {
      const x = face.xPx + ((column + 0.5) / steps - 0.5) * face.widthPx * headWidths;
      if (x < 0 || x >= frame.widthPx) continue;
      visible++;
      if (regions.some((region) => isMaskedAt(region, x, y))) covered++;
    }
  }
  return visible === 0 ? 1 : covered / visible;
}

/** The least covered face of all frames from `fromFrameId` on. */
export function worstCoverage(
  timeline: Timeline,
  played: readonly PlayedFrame[],
  fromFrameId = 1,
): { share: number; frameId: number } {
  let worst = { share: 1, frameId: 0 };
  for (const { frameId, regions } of played) {
    if (frameId < fromFrameId) continue;
    for (const face of timeline.frames[frameId - 1]?.faces ?? []) {
      const share = coveredShare(face, regions, timeline);
      if (share < worst.share) worst = { share, frameId };
    }
  }
  return worst;
}

/** Area of the box around all that is opaque over the head's. */
export function overMask(face: TrueFace, region: HeadRegion): number {
  const head = face.widthPx * headWidths * face.heightPx * headHeights;
  return (4 * region.halfWidthPx * region.halfHeightPx) / head;
}
