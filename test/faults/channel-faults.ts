// What can happen to the frame channel: a hostile writer in the mapping, connections that break half
// way.

import { randomFillSync } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { loadNativeAddon } from '../../control-server/src/channel/native-addon.ts';
import { built } from '../../scripts/repository.ts';
import type { Fault, Trial } from './fault.ts';
import { MaskRing } from './mask-ring.ts';

const garbageMs = 1_500;
const betweenPassesMs = 15;
const brokenTimeoutMs = 5_000;

/** Noise over every record, and records for the frames that are due which break a rule each. */
async function garbage(trial: Trial): Promise<void> {
  const { connections } = await trial.monitor.fresh();
  const { layout } = loadNativeAddon();
  const causeMs = performance.now();
  const until = causeMs + garbageMs;
  for (let pass = 0; performance.now() < until; pass++) {
    // The filter drops a mapping that holds nonsense: the writer goes after the next one.
    const ring = MaskRing.newest(trial.scene.obsPid, layout);
    try {
      if (pass % 2 === 0) ring?.writeNoise((bytes) => randomFillSync(bytes));
      else ring?.writeBrokenRecords(pass);
    } finally {
      ring?.close();
    }
    await delay(betweenPassesMs);
  }
  await trial.recovered({ causeMs, goneMs: performance.now() });
  const { connections: later } = await trial.monitor.fresh();
  if (later === connections) {
    throw new Error('The filter kept a connection whose mapping was full of nonsense.');
  }
}

type Way = 'read' | 'write' | 'cut';

/** From the end that belongs to OBS or to the daemon. */
async function broken(trial: Trial, end: 'obs' | 'daemon', way: Way): Promise<void> {
  const { scene, monitor } = trial;
  const pid = end === 'obs' ? scene.obsPid : await scene.daemonPid();
  const { connections } = await monitor.fresh();
  const causeMs = performance.now();
  const { stdout } = await execa(built.socketFault, [String(pid), way], {
    timeout: brokenTimeoutMs,
  });
  if (Number(stdout) < 1) throw new Error(`No connection of process ${pid} was found.`);
  await trial.recovered({
    causeMs,
    goneMs: performance.now(),
    isBack: (sample) => sample.connections > connections,
  });
}

export const channelFaults: readonly Fault[] = [
  {
    name: 'ring-garbage',
    what: `Another process writes noise and forged records into the mask ring for ${garbageMs / 1000} s.`,
    isShort: true,
    isQuick: true,
    run: garbage,
  },
  {
    name: 'socket-half-closed',
    what: 'The connection is shut down in one direction: of both ends, reading and writing in turn.',
    isShort: true,
    async run(trial) {
      for (const end of ['obs', 'daemon'] as const) {
        for (const way of ['read', 'write'] as const) {
          await broken(trial, end, way);
          await trial.scene.settle();
        }
      }
    },
  },
  {
    name: 'message-cut',
    what: 'Half of a message arrives: at the filter, then at the daemon.',
    async run(trial) {
      for (const end of ['daemon', 'obs'] as const) {
        await broken(trial, end, 'cut');
        await trial.scene.settle();
      }
    },
  },
];
