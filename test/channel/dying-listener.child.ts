// A daemon that has no chance to clean up. Argument: the socket's path.

import { FrameChannel } from '../../control-server/src/channel/frame-channel.ts';

const [, , socketPath = ''] = process.argv;

new FrameChannel({
  socketPath,
  handlers: {
    opened: () => undefined,
    message: () => undefined,
    frame: () => undefined,
    closed: () => undefined,
    failed: () => undefined,
  },
});
process.kill(process.pid, 'SIGKILL');
