// A process of its own that connects as a filter and then does nothing. Argument: the socket's path.

import { FilterPeer } from './filter-peer.ts';

const [, , socketPath = ''] = process.argv;
const peer = FilterPeer.connect(socketPath);
const timer = setInterval(() => {
  if (peer.receive() === null) clearInterval(timer);
}, 100);
