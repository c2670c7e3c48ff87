// A filter gone mad: publishes frames, and scribbles over every record of the mapping meanwhile,
// until it is killed or the daemon has gone. Argument: the socket's path.

import fc from 'fast-check';
import { corrupt, corruptions } from './corruption.ts';
import { channelLayout, FilterPeer } from './filter-peer.ts';

const [, , socketPath = ''] = process.argv;
const layout = channelLayout();
// Made first: once connected, this process is expected to scribble.
const scribbles = fc.sample(corruptions(layout), 2000);
const peer = FilterPeer.connect(socketPath);
const mapping = peer.mapping();
const pixels = new Uint8Array(64 * 64 * 4);

for (let id = 1; peer.receive() !== null; id++) {
  peer.publishFrame({ id, width: 64, height: 64 }, pixels);
  peer.publishPreview({ number: id, width: 64, height: 64 }, pixels);
  if (id % 3 === 0) {
    for (const change of scribbles[id % scribbles.length] ?? []) corrupt(mapping, change);
  }
}
