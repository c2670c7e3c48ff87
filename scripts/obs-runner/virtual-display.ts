// An Xvfb of its own, on a display number that the server chose itself.

import { Child } from './child-process.ts';

const startTimeoutMs = 30_000;
const stopTimeoutMs = 5_000;

export interface VirtualDisplay {
  /** For DISPLAY, such as ":7". */
  readonly name: string;
  stop(): Promise<void>;
}

export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const server = new Child({
    program: 'Xvfb',
    arguments: [
      ...['-displayfd', '3', '-screen', '0', '1920x1080x24'],
      ...['-nolisten', 'tcp', '-noreset'],
    ],
    environment: process.env,
    reportsOn3: true,
  });
  const stop = async () => {
    await server.stop('SIGTERM', stopTimeoutMs);
  };
  try {
    const number = await server.waitUntil(() => /^(\d+)\n/.exec(server.report)?.[1], {
      timeoutMs: startTimeoutMs,
      what: 'waiting for its display number',
    });
    return { name: `:${number}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
