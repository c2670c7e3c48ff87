// What a page costs that watches pictures and never reads them: the daemon's memory, against the same pages reading.

import { setTimeout as delay } from 'node:timers/promises';
import { DaemonProcess } from '../daemon-process.ts';
import { accessOfDaemon } from './control-access.ts';
import { Crowd } from './crowd.ts';
import { FrameFeed, feedFilterUuid } from './frame-feed.ts';

/** Enough that what one holds is not lost in the noise of the rest. */
const clients = 20;
const warmUpMs = 3000;
const sampleEveryMs = 100;

export interface StuckClient {
  /** More than one that reads, at most. */
  readonly mb: number;
  readonly clients: number;
  readonly readingRssMb: number;
  readonly stuckRssMb: number;
}

/** @param seconds of reading, then of not reading; the server gives such pages up after ten */
export async function measureStuckClient(seconds: number): Promise<StuckClient> {
  const daemon = await DaemonProcess.start();
  const access = await accessOfDaemon(daemon);
  const crowd = new Crowd({ ...access, count: clients, filterUuid: feedFilterUuid });
  const feed = await FrameFeed.start(daemon);
  try {
    await crowd.open();
    await delay(warmUpMs);
    const readingRssMb = await highestRssMb(daemon, seconds);
    await crowd.pause();
    const stuckRssMb = await highestRssMb(daemon, seconds);
    return {
      mb: Math.max(0, stuckRssMb - readingRssMb) / clients,
      clients,
      readingRssMb,
      stuckRssMb,
    };
  } finally {
    crowd.end();
    await feed.stop();
    await daemon.stop();
  }
}

async function highestRssMb(daemon: DaemonProcess, seconds: number): Promise<number> {
  let highest = 0;
  for (const untilMs = performance.now() + seconds * 1000; performance.now() < untilMs; ) {
    highest = Math.max(highest, daemon.rssMb());
    await delay(sampleEveryMs);
  }
  return highest;
}
