// `npm run bench:pipeline`: what the pipeline costs, in the daemon by itself and in a real OBS.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Quantiles } from '../protocol/messages.ts';
import { numberOption, progress, runCommand, usageError } from '../scripts/command-line.ts';
import { measureFramePath } from './frame-path.ts';
import { describeMachine } from './machine.ts';
import { measureObs } from './obs-load.ts';
import { facesMax } from './pipeline-clip.ts';

const quickSeconds = { framePath: 8, obs: 4 };
const fullSeconds = { framePath: 60, obs: 20 };

const canvases = {
  '1280x720': { width: 1280, height: 720 },
  '640x360': { width: 640, height: 360 },
} as const;
type Canvas = keyof typeof canvases;

async function measure(seconds: { framePath: number; obs: number }, canvas: Canvas, faces: number) {
  const size = canvases[canvas];
  progress(`the daemon by itself, ${seconds.framePath} s`);
  const framePath = await measureFramePath(seconds.framePath, faces);
  progress(`OBS at ${canvas} without the filter, ${seconds.obs} s`);
  const without = await measureObs({ seconds: seconds.obs, size, withFilter: false });
  progress(`OBS at ${canvas} with the filter, ${seconds.obs} s`);
  const withFilter = await measureObs({ seconds: seconds.obs, size, withFilter: true });
  const filter = withFilter.filter;
  if (!filter) throw new Error('The run with the filter has no figures of it.');
  return {
    machine: describeMachine(),
    source: { width: 1280, height: 720, fps: 30, faces },
    graphicsThreadCpuMs: filter.graphicsThreadCpuMs,
    graphicsThreadWithGlCpuMs: filter.graphicsThreadWithGlCpuMs,
    frameToMaskMs: framePath.frameToMaskMs,
    detectMs: framePath.detectMs,
    paintMs: framePath.paintMs,
    rssMb: framePath.rssMb,
    frames: filter.frames,
    obsSkippedFrames: {
      withFilter: withFilter.load.skippedFrames,
      withoutFilter: without.load.skippedFrames,
    },
    daemon: {
      seconds: framePath.seconds,
      late: framePath.late,
      facesPerFrame: framePath.facesPerFrame,
      provider: framePath.provider,
      cpuShare: framePath.daemonCpuShare,
    },
    obs: {
      version: filter.obsVersion,
      canvas,
      withFilter: withFilter.load,
      withoutFilter: without.load,
      frameToMaskMsBesideObs: filter.frameToMaskMs,
      daemonRssMb: filter.rssMb,
    },
  };
}

function canvasOf(text: string): Canvas {
  const known = Object.keys(canvases).find((name) => name === text);
  if (!known) throw usageError(`--canvas is one of ${Object.keys(canvases).join(', ')}.`);
  return known as Canvas;
}

type Report = Awaited<ReturnType<typeof measure>>;

function line(name: string, { p50, p99, n }: Quantiles): string {
  return `${name.padEnd(34)} p50 ${p50.toFixed(2).padStart(7)}   p99 ${p99.toFixed(2).padStart(7)}   n ${n}`;
}

function describe(report: Report): string {
  const { machine, rssMb, frames, obsSkippedFrames, daemon } = report;
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.os}, commit ${machine.commit}`,
    `a source of 1280 x 720, 30 fps; the daemon with ${report.source.faces} faces, OBS with ${facesMax} at ${report.obs.canvas}; milliseconds`,
    line('graphics thread, own work', report.graphicsThreadCpuMs),
    line('graphics thread, with GL calls', report.graphicsThreadWithGlCpuMs),
    line('frame to mask', report.frameToMaskMs),
    line('detection', report.detectMs),
    line('painting', report.paintMs),
    `daemon: ${rssMb.end.toFixed(0)} MB resident (${rssMb.start.toFixed(0)} at the start), ${(daemon.cpuShare * 100).toFixed(0)} % of a core, ${daemon.late} late of ${report.frameToMaskMs.n + daemon.late}`,
    `frames in OBS: ${JSON.stringify(frames)}`,
    `skipped by OBS: ${obsSkippedFrames.withFilter} with the filter, ${obsSkippedFrames.withoutFilter} without`,
  ].join('\n');
}

await runCommand({
  name: 'bench:pipeline',
  description: 'Measures the pipeline: the daemon by itself, then OBS with and without the filter.',
  args: {
    json: { type: 'boolean', description: 'One JSON object on stdout', default: false },
    quick: { type: 'boolean', description: 'Ends within 45 s', default: false },
    seconds: { type: 'string', description: 'Length of the daemon part', default: '' },
    canvas: {
      type: 'enum',
      options: Object.keys(canvases),
      description: 'Size of the OBS part; the daemon part is always fed from 1280 x 720',
      default: '1280x720',
    },
    faces: { type: 'string', description: 'In the daemon part, 1 to 5', default: String(facesMax) },
    report: { type: 'string', description: 'Also write the JSON to this file', default: '' },
  },
  async run({ json, quick, seconds, canvas, faces, report: file }) {
    const wanted = { ...(quick ? quickSeconds : fullSeconds) };
    if (seconds) wanted.framePath = numberOption('seconds', seconds, { min: 5, max: 3600 });
    const count = numberOption('faces', faces, { min: 1, max: facesMax });
    const report = await measure(wanted, canvasOf(canvas), count);
    if (file) await writeFile(path.resolve(file), `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${json ? JSON.stringify(report) : describe(report)}\n`);
    return 0;
  },
});
