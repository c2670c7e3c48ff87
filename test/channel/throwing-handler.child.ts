// A handler that throws must not silence the channel. Argument: the socket's path.

import { FrameChannel } from '../../control-server/src/channel/frame-channel.ts';
import { FilterPeer } from './filter-peer.ts';

const [, , socketPath = ''] = process.argv;

process.on('uncaughtException', (error) => console.log(`caught: ${error.message}`));

const channel = new FrameChannel({
  socketPath,
  handlers: {
    opened: () => {
      throw new Error('in opened');
    },
    message: () => {
      console.log('message');
      channel.close();
    },
    frame: () => undefined,
    closed: () => undefined,
    failed: () => undefined,
  },
});
const peer = FilterPeer.connect(socketPath);
process.on('exit', () => peer.close());
