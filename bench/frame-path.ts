// From a frame in the channel to the masks that follow from it in the channel: the real daemon, fed by a filter's stand-in
// at 30 frames a second in exact mode. There a mask may wait for the frames after its own; what counts is the time
// from the newest frame that it rests on.

import { setTimeout as delay } from 'node:timers/promises';
import { QuantileWindow } from '../control-server/src/stream/quantile-window.ts';
import type { Quantiles, ToFilter } from '../protocol/messages.ts';
import { toFilter } from '../protocol/messages.ts';
import { FilterPeer, helloText } from '../test/channel/filter-peer.ts';
import { DaemonProcess } from './daemon-process.ts';
import {
  analysisFrames,
  analysisHeightPx,
  analysisWidthPx,
  fps,
  sourceHeightPx,
  sourceWidthPx,
} from './pipeline-clip.ts';

export interface FramePathFigures {
  readonly seconds: number;
  readonly frameToMaskMs: Quantiles;
  readonly detectMs: Quantiles;
  readonly paintMs: Quantiles;
  readonly facesPerFrame: Quantiles;
  /** Frames whose mask was not there within the pipeline's four ticks. */
  readonly late: number;
  readonly provider: string;
  /** Of one core. */
  readonly daemonCpuShare: number;
  readonly rssMb: { readonly start: number; readonly end: number; readonly max: number };
}

const exactMode = 1;
const delayFrames = 4;
const warmUpSeconds = 3;

type StreamStatus = Extract<ToFilter, { type: 'stream.status' }>;

/** @param faces in the picture, 1 to 5 */
export async function measureFramePath(seconds: number, faces: number): Promise<FramePathFigures> {
  const frames = await analysisFrames(faces);
  const daemon = await DaemonProcess.start();
  try {
    const peer = FilterPeer.connect(
      daemon.socketPath,
      helloText.replace('"mode":"guard"', '"mode":"exact"'),
    );
    try {
      return await feed({ seconds, frames, daemon, peer });
    } finally {
      peer.close();
    }
  } finally {
    await daemon.stop();
  }
}

interface Feed {
  readonly seconds: number;
  readonly frames: readonly Uint8Array[];
  readonly daemon: DaemonProcess;
  readonly peer: FilterPeer;
}

async function feed({ seconds, frames, daemon, peer }: Feed): Promise<FramePathFigures> {
  const frameToMask = new QuantileWindow(seconds * fps);
  const faces = new QuantileWindow(seconds * fps);
  const rss: number[] = [];
  const publishedMs = new Map<number, number>();
  const intervalMs = 1000 / fps;
  const warmUpFrames = warmUpSeconds * fps;
  const lastId = warmUpFrames + seconds * fps;
  const beganMs = performance.now();
  let cpuFrom = 0;
  let late = 0;
  let status: StreamStatus | undefined;

  for (let id = 1; id <= lastId; id++) {
    const dueMs = beganMs + id * intervalMs;
    await delay(Math.max(0, dueMs - performance.now()));
    if (id === warmUpFrames) {
      cpuFrom = daemon.cpuSeconds();
    }
    const pixels = frames[id % frames.length];
    if (!pixels) throw new Error('The clip has no frames.');
    peer.publishFrame(
      {
        id,
        width: analysisWidthPx,
        height: analysisHeightPx,
        sourceWidth: sourceWidthPx,
        sourceHeight: sourceHeightPx,
        mode: exactMode,
        delayFrames,
        lookAheadFrames: 0,
        frameIntervalMs: intervalMs,
      },
      pixels,
    );
    publishedMs.set(id, peer.monotonicMs());

    const dueId = id - delayFrames;
    if (dueId > warmUpFrames) {
      if (peer.readMask(dueId) === 'ok') {
        frameToMask.add(peer.mask.publishedMs - (publishedMs.get(peer.mask.basedOnId) ?? 0));
        faces.add(peer.mask.batch.count);
      } else {
        late++;
      }
      publishedMs.delete(dueId);
    }
    if (id % fps === 0) {
      status = latestStatus(peer) ?? status;
      if (id >= warmUpFrames) rss.push(daemon.rssMb());
    }
  }
  if (!status) throw new Error('The daemon never reported its status.');
  return {
    seconds,
    frameToMaskMs: frameToMask.quantiles(),
    detectMs: status.detect_ms,
    paintMs: status.paint_ms,
    facesPerFrame: faces.quantiles(),
    late,
    provider: status.provider,
    daemonCpuShare: (daemon.cpuSeconds() - cpuFrom) / seconds,
    rssMb: { start: rss[0] ?? 0, end: rss.at(-1) ?? 0, max: Math.max(...rss) },
  };
}

function latestStatus(peer: FilterPeer): StreamStatus | undefined {
  let latest: StreamStatus | undefined;
  for (let text = peer.receive(); text !== undefined; text = peer.receive()) {
    if (text === null) throw new Error('The daemon closed the connection.');
    const message = toFilter.parse(JSON.parse(text));
    if (message.type === 'stream.status') latest = message;
  }
  return latest;
}
