// A crowd of pages in a process of its own, so that reading what they are sent costs the benchmark nothing. Commands come
// as messages of the parent: `open`, `pause` (read nothing any more), `close`; each is answered when done.
//
// Arguments: port, token, how many, and the filter that they watch (empty: none).

import { WebSocket } from 'ws';
import { loginNonce, loginProof } from '../../protocol/dock-login.ts';
import type { FromDock, ToDock } from '../../protocol/dock-messages.ts';

const [, , portText = '', token = '', countText = '', filterUuid = ''] = process.argv;
const port = Number(portText);
let sockets: WebSocket[] = [];

function open(): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false });
    const send = (message: FromDock) => socket.send(JSON.stringify(message));
    socket.on('error', reject);
    socket.on('open', () => send({ type: 'hello', nonce: loginNonce(), client: 'benchmark' }));
    const onLogin = async (data: unknown) => {
      const message = JSON.parse(String(data)) as ToDock;
      if (message.type === 'challenge') {
        const { nonce } = message;
        send({ type: 'login', proof: await loginProof({ token, role: 'client', port, nonce }) });
      } else if (message.type === 'welcome') {
        socket.off('message', onLogin);
        socket.on('message', () => undefined);
        const preview =
          filterUuid === '' ? null : { filter_uuid: filterUuid, with_original: false, tag: 0 };
        send({ type: 'watch', topics: ['state', 'stats', 'events'], preview });
        resolve(socket);
      } else if (message.type === 'error') {
        reject(new Error(message.message));
      }
    };
    socket.on('message', onLogin);
  });
}

async function obey(command: unknown): Promise<void> {
  if (command === 'open') {
    sockets = await Promise.all(Array.from({ length: Number(countText) }, open));
    for (const socket of sockets) socket.on('error', () => undefined);
  } else if (command === 'pause') {
    for (const socket of sockets) socket.pause();
  } else if (command === 'close') {
    for (const socket of sockets) socket.terminate();
    sockets = [];
  }
}

process.on('message', (command) => {
  obey(command).then(
    () => process.send?.('done'),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
