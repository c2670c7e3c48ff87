// Listening on the loopback, IPv4 and IPv6 alike. One port on both: a name such as localhost must never lead to
// somebody else's server on the other.

import { once } from 'node:events';
import type { Server } from 'node:http';
import { CodedError, errorCode } from '../coded-error.ts';

/** After the wanted port, so many others are tried, and then any that is free. */
const furtherPorts = 9;
const anyPortTries = 5;

export interface PortBinding {
  readonly port: number;
  /** One or two: 127.0.0.1, and ::1 where there is IPv6. */
  readonly servers: readonly Server[];
}

/** @param wanted 0: any. Throws CodedError `port_unavailable`. */
export async function bindLoopback(
  wanted: number,
  createServer: () => Server,
): Promise<PortBinding> {
  let cause: unknown;
  for (const port of candidates(wanted)) {
    const servers: Server[] = [];
    try {
      const first = createServer();
      servers.push(first);
      const bound = await listen(first, '127.0.0.1', port);
      const second = createServer();
      if (await listenIfPossible(second, '::1', bound)) servers.push(second);
      return { port: bound, servers };
    } catch (error) {
      cause = error;
      for (const server of servers) server.close();
      if (errorCode(error) !== 'EADDRINUSE' && errorCode(error) !== 'EACCES') break;
    }
  }
  throw new CodedError(
    'port_unavailable',
    `The control server can't listen on port ${wanted} of this machine, nor on another.`,
    { cause },
  );
}

function candidates(wanted: number): number[] {
  const any = Array.from({ length: anyPortTries }, () => 0);
  if (wanted === 0) return any;
  const listed = Array.from({ length: furtherPorts + 1 }, (_none, index) => wanted + index);
  return [...listed.filter((port) => port <= 65_535), ...any];
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port, exclusive: true });
  // `once` rejects on 'error'.
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new CodedError('port_unavailable', 'The server has no address.');
  }
  return address.port;
}

/** False where this machine has no IPv6; throws EADDRINUSE where somebody else has the port there. */
async function listenIfPossible(server: Server, host: string, port: number): Promise<boolean> {
  try {
    await listen(server, host, port);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL') return false;
    throw error;
  }
}
