// `npm run bench:control`: what the dock and the control server cost, and how soon a change is seen.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Quantiles } from '../protocol/messages.ts';
import { progress, runCommand } from '../scripts/command-line.ts';
import { measureBundle } from './control/bundle-size.ts';
import { measureChangeToPicture } from './control/change-to-picture.ts';
import { crowdSize, measureDocksLoad } from './control/docks-load.ts';
import { measureFirstPaint } from './control/first-paint.ts';
import { measurePreviewCost, type PreviewCost } from './control/preview-cost.ts';
import { measureStuckClient } from './control/stuck-client.ts';
import { describeMachine } from './machine.ts';

interface Effort {
  readonly pageLoads: number;
  readonly rounds: number;
  readonly roundSeconds: number;
  readonly stuckSeconds: number;
  readonly changes: number;
  /** Of each of two runs of OBS; 0: none. */
  readonly previewSeconds: number;
}

const quick: Effort = {
  pageLoads: 1,
  rounds: 1,
  roundSeconds: 1,
  stuckSeconds: 1,
  changes: 2,
  previewSeconds: 0,
};
const full: Effort = {
  pageLoads: 20,
  rounds: 8,
  roundSeconds: 15,
  // The server gives such a page up after ten.
  stuckSeconds: 8,
  changes: 60,
  previewSeconds: 30,
};

async function measure(effort: Effort) {
  const { pageLoads, rounds, roundSeconds, stuckSeconds, changes, previewSeconds } = effort;
  const bundle = await measureBundle();
  progress(`${pageLoads} loads of the dock in Chromium`);
  const paint = await measureFirstPaint(pageLoads);
  progress(`masks with and without ${crowdSize} docks, ${rounds} rounds of ${roundSeconds} s each`);
  const docks = await measureDocksLoad({ rounds, roundSeconds });
  progress('pages that never read');
  const stuck = await measureStuckClient(stuckSeconds);
  progress(`${changes} changes in OBS's live mode`);
  const change = await measureChangeToPicture(changes);
  const previewCost = previewSeconds > 0 ? await bothCosts(previewSeconds) : undefined;
  return {
    machine: describeMachine(),
    bundleGzipKb: bundle.kb,
    firstPaintMs: paint.firstPaintMs.p50,
    changeToPictureFrames: change.frames.p50,
    frameToMaskP99Ms: {
      noDock: docks.noDock.frameToMaskMs.p99,
      fiftyDocks: docks.fiftyDocks.frameToMaskMs.p99,
    },
    stuckClientMb: stuck.mb,
    details: { bundle, paint, docks, stuck, change, ...(previewCost && { previewCost }) },
  };
}

async function bothCosts(
  seconds: number,
): Promise<{ noWatcher: PreviewCost; watcher: PreviewCost }> {
  progress(`OBS's graphics thread, ${seconds} s without and with somebody who watches`);
  return {
    noWatcher: await measurePreviewCost(seconds, false),
    watcher: await measurePreviewCost(seconds, true),
  };
}

type Report = Awaited<ReturnType<typeof measure>>;

function quantiles(name: string, { p50, p99, n }: Quantiles): string {
  return `${name.padEnd(36)} p50 ${p50.toFixed(2).padStart(7)}   p99 ${p99.toFixed(2).padStart(7)}   n ${n}`;
}

function describe(report: Report): string {
  const { machine, details } = report;
  const { bundle, paint, docks, stuck, change } = details;
  const cost = 'previewCost' in details ? details.previewCost : undefined;
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.os}, commit ${machine.commit}`,
    `dock, gzipped: ${bundle.kb.toFixed(1)} KB, and ${bundle.plotsKb.toFixed(1)} KB when its plots are opened`,
    quantiles('first paint, ms', paint.firstPaintMs),
    quantiles('first contentful paint, ms', paint.contentfulMs),
    quantiles('change to picture, frames', change.frames),
    quantiles('command to reply, ms', change.replyMs),
    quantiles('frame to mask, no dock, ms', docks.noDock.frameToMaskMs),
    quantiles(`frame to mask, ${crowdSize} docks, ms`, docks.fiftyDocks.frameToMaskMs),
    `ratio of the 99th percentiles: ${docks.ratio.toFixed(3)}`,
    `a page that never reads: ${stuck.mb.toFixed(2)} MB, measured with ${stuck.clients}`,
    ...(cost
      ? [
          quantiles('graphics thread, nobody watches, ms', cost.noWatcher.graphicsThreadCpuMs),
          quantiles('graphics thread, watched, ms', cost.watcher.graphicsThreadCpuMs),
        ]
      : []),
  ].join('\n');
}

await runCommand({
  name: 'bench:control',
  description: 'Measures the dock and the control server, and how soon a change is in the picture.',
  args: {
    json: { type: 'boolean', description: 'One JSON object on stdout', default: false },
    quick: { type: 'boolean', description: 'Ends within 45 s', default: false },
    report: { type: 'string', description: 'Also write the JSON to this file', default: '' },
  },
  async run({ json, quick: isQuick, report: file }) {
    const report = await measure(isQuick ? quick : full);
    if (file) await writeFile(path.resolve(file), `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${json ? JSON.stringify(report) : describe(report)}\n`);
    return 0;
  },
});
