// The filter's half of the torture test, in a process of its own: publishes frames and reads masks
// as fast as it can until it is told to stop, then says what it saw.
//
// Arguments: the socket's path, then JSON of TortureSettings.

import { FilterPeer, type TestFrame, type TestPreview } from './filter-peer.ts';
import {
  fillFrame,
  fillPreview,
  frameHeight,
  frameWidth,
  isWholeMask,
  words,
} from './torture-pattern.ts';

export interface TortureSettings {
  /** From one frame id to the next. A multiple of the ring's slots makes every record the same slot's. */
  frameStep: number;
  /** Writes frames and previews without the lock. */
  skipsLock: boolean;
  /** Reads masks without the lock. */
  ignoresLock: boolean;
}

export interface TortureReport {
  framesPublished: number;
  masksRead: number;
  masksTorn: number;
  /** Statuses that a correct writer never causes. */
  masksInvalid: string[];
}

const [, , socketPath = '', settingsText = ''] = process.argv;
const settings = JSON.parse(settingsText) as TortureSettings;
const peer = FilterPeer.connect(socketPath);
const pixels = new Uint8Array(frameWidth * frameHeight * 4);
const pixelWords = words(pixels);
const maskWords = words(peer.mask.batch.pixels);
const frame: TestFrame = {
  id: 0,
  width: frameWidth,
  height: frameHeight,
  skipsLock: settings.skipsLock,
};
const preview: TestPreview = {
  number: 0,
  width: frameWidth,
  height: frameHeight,
  skipsLock: settings.skipsLock,
};
const report: TortureReport = { framesPublished: 0, masksRead: 0, masksTorn: 0, masksInvalid: [] };

let lastMaskId = 0;
function readNewestMask(): void {
  const id = peer.latestMaskId();
  if (id === 0 || id === lastMaskId) return;
  const status = peer.readMask(id, settings.ignoresLock);
  if (status.startsWith('invalid') && report.masksInvalid.length < 10) {
    report.masksInvalid.push(status);
  }
  if (status !== 'ok') return;
  lastMaskId = id;
  report.masksRead++;
  if (!isWholeMask(peer.mask, maskWords)) report.masksTorn++;
}

for (let turn = 1; ; turn++) {
  fillFrame(frame, turn * settings.frameStep, pixelWords);
  peer.publishFrame(frame, pixels);
  fillPreview(preview, frame.id);
  peer.publishPreview(preview, pixels);
  report.framesPublished++;
  for (let i = 0; i < 4; i++) readNewestMask();
  if (turn % 64 === 0) {
    const received = peer.receive();
    if (received === 'report') peer.send(JSON.stringify(report));
    else if (received !== undefined) break;
  }
}
peer.close();
