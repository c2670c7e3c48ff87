// What fifty docks cost the frame path: from a frame in the channel to its mask in the channel, with and without them, in
// turns on one daemon.

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { QuantileWindow } from '../../control-server/src/stream/quantile-window.ts';
import type { Quantiles } from '../../protocol/messages.ts';
import { controlSocketName } from '../../protocol/names.ts';
import { FakePlugin, maskInfo } from '../../test/support/fake-plugin.ts';
import { DaemonProcess } from '../daemon-process.ts';
import { accessOfDaemon } from './control-access.ts';
import { Crowd } from './crowd.ts';
import { FrameFeed, feedFilterUuid } from './frame-feed.ts';

export const crowdSize = 50;
const settleMs = 1000;
const warmUpMs = 3000;

export interface DocksLoadOptions {
  readonly rounds: number;
  readonly roundSeconds: number;
}

interface Side {
  readonly frameToMaskMs: Quantiles;
  readonly late: number;
  /** Of one core, all threads of the daemon. */
  readonly cpuShare: number;
}

export interface DocksLoad {
  readonly noDock: Side;
  readonly fiftyDocks: Side;
  /** Of the 99th percentiles. */
  readonly ratio: number;
}

class SideMeter {
  readonly #window = new QuantileWindow(100_000);
  #late = 0;
  #cpuSeconds = 0;
  #seconds = 0;

  async measure(feed: FrameFeed, daemon: DaemonProcess, seconds: number): Promise<void> {
    await delay(settleMs);
    const cpuFrom = daemon.cpuSeconds();
    feed.onSample = ({ frameToMaskMs, isLate }) => {
      this.#window.add(frameToMaskMs);
      if (isLate) this.#late++;
    };
    await delay(seconds * 1000);
    feed.onSample = undefined;
    this.#cpuSeconds += daemon.cpuSeconds() - cpuFrom;
    this.#seconds += seconds;
  }

  result(): Side {
    return {
      frameToMaskMs: this.#window.quantiles(),
      late: this.#late,
      cpuShare: this.#cpuSeconds / this.#seconds,
    };
  }
}

export async function measureDocksLoad({
  rounds,
  roundSeconds,
}: DocksLoadOptions): Promise<DocksLoad> {
  const daemon = await DaemonProcess.start();
  const access = await accessOfDaemon(daemon);
  // So that there is a mask to tell of, whose figures change.
  const plugin = await FakePlugin.connect(path.join(daemon.runtimeFolder, controlSocketName), {
    masks: [maskInfo(feedFilterUuid)],
  });
  const crowd = new Crowd({ ...access, count: crowdSize });
  const feed = await FrameFeed.start(daemon);
  const sides = { noDock: new SideMeter(), fiftyDocks: new SideMeter() };
  try {
    await delay(warmUpMs);
    for (let round = 0; round < rounds; round++) {
      // Either comes first as often as the other.
      const turns = round % 2 === 0 ? (['no', 'fifty'] as const) : (['fifty', 'no'] as const);
      for (const turn of turns) {
        if (turn === 'no') {
          await sides.noDock.measure(feed, daemon, roundSeconds);
          continue;
        }
        await crowd.open();
        await sides.fiftyDocks.measure(feed, daemon, roundSeconds);
        await crowd.close();
      }
    }
    const noDock = sides.noDock.result();
    const fiftyDocks = sides.fiftyDocks.result();
    return {
      noDock,
      fiftyDocks,
      ratio: fiftyDocks.frameToMaskMs.p99 / noDock.frameToMaskMs.p99,
    };
  } finally {
    crowd.end();
    await feed.stop();
    plugin.close();
    await daemon.stop();
  }
}
