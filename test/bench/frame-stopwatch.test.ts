import { expect, it } from 'vitest';
import { FrameStopwatch } from '../../bench/video/frame-stopwatch.ts';
import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';
import { createPatchBatch } from '../../control-server/src/painting/patch.ts';
import { createFrameFacts, type StreamPort } from '../../control-server/src/stream/stream-port.ts';

/** A pass says that it took this; what the test itself takes is nothing beside it. */
const passMs = 1e6;
const region = () => ({ xPx: 0, yPx: 0, widthPx: 1, heightPx: 1 });
const image: AnalysisImage = { data: new Uint8Array(4), widthPx: 1, heightPx: 1 };

it('counts the passes that a mask waits for, once, and no second looks', async () => {
  let listener: ((ms: number) => void) | undefined;
  const pass = async () => {
    listener?.(passMs);
    return [];
  };
  const schedule = {
    provider: 'cpu',
    refusals: [],
    furtherPasses: [
      { name: 'any', region, grainPx: () => 1, isAwaited: true, weight: 1, detect: pass },
    ],
    primary: pass,
    closely: pass,
    dispose: async () => {},
  };
  const stopwatch = new FrameStopwatch({
    schedule,
    setFrame() {},
    onPass(wanted: typeof listener) {
      listener = wanted;
    },
  });
  let isThere = true;
  const port: StreamPort = {
    latestFrameId: () => 1,
    readFrame: () => isThere,
    publishMask() {},
    send() {},
    nowMs: () => 0,
  };
  const around = stopwatch.around(port);
  const { schedule: timed } = stopwatch.timed();
  const facts = createFrameFacts();
  const batch = createPatchBatch();

  stopwatch.start();
  around.readFrame(image.data, facts);
  await timed.primary(image);
  await timed.furtherPasses[0]?.detect(image);
  const mask = { frameId: 1, epoch: 1, basedOnId: 1, isExtrapolated: false, isCover: false };
  around.publishMask({ ...mask, batch });
  stopwatch.noteMasksOut();
  await timed.furtherPasses[0]?.detect(image);
  around.readFrame(image.data, facts);
  await timed.primary(image);
  stopwatch.noteMasksOut();
  await timed.closely(image, { xPx: 0, yPx: 0, sidePx: 1 });
  // No frame was to be had: none is counted.
  isThere = false;
  around.readFrame(image.data, facts);
  stopwatch.stop();

  expect(stopwatch.frameMs.map((ms) => Math.floor(ms / passMs))).toEqual([2, 1]);
  await schedule.primary();
  expect(stopwatch.frameMs).toHaveLength(2);
});
