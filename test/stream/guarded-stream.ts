// A stream in guard mode, between a frame channel and a detector of plain values.

import { MaskStream } from '../../control-server/src/stream/mask-stream.ts';
import type { StreamHealth } from '../../control-server/src/stream/stream-health.ts';
import { FakeFinder, FakePort } from './fake-port.ts';

export function createStream() {
  const port = new FakePort();
  const finder = new FakeFinder();
  const states: StreamHealth[] = [];
  const stream = new MaskStream({
    port,
    finder,
    settings: {
      mask_type: 'pixelate',
      intensity: 70,
      mask_color: 0xff000000,
      mode: 'guard',
      look_ahead_ms: 250,
    },
    onStateChange: (health) => states.push(health),
  });
  const analyse = async (id: number, facts = {}) => {
    port.show(id, facts);
    return stream.analyse();
  };
  return { port, finder, stream, states, analyse };
}
