// GET /proof?nonce=...: the server proves that it knows the token (protocol/dock-login.ts). For the dock's first page, which is a
// file, and for programs, before they send the token or the user there.

import type { RequestHandler } from 'express';
import { loginProof } from '../../../protocol/dock-login.ts';
import { isOwnHost } from './loopback-guard.ts';
import { refuse } from './refusal.ts';

export const proofPath = '/proof';
/** What browsers call the origin of a file. */
const fileOrigin = 'null';

export function answerProof(token: string, port: number): RequestHandler {
  return async (request, response) => {
    const { origin, host } = request.headers;
    const isAllowed = isOwnHost(host, port) && (origin === undefined || origin === fileOrigin);
    const { nonce } = request.query;
    if (!isAllowed) {
      const message = 'Other pages may not talk to this server.';
      refuse(request, response, { status: 403, code: 'origin_wrong', message });
      return;
    }
    response.set({
      'Access-Control-Allow-Origin': fileOrigin,
      // Browsers ask before a page that is not of the loopback may reach it; a file is not.
      'Access-Control-Allow-Private-Network': 'true',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': 'no-store',
      Vary: 'Origin',
    });
    if (request.method !== 'GET') {
      response.status(request.method === 'OPTIONS' ? 204 : 405).end();
      return;
    }
    if (typeof nonce !== 'string' || !/^[0-9a-f]{64}$/.test(nonce)) {
      const message = 'A nonce of 64 hexadecimal digits is expected.';
      refuse(request, response, { status: 400, code: 'message_invalid', message });
      return;
    }
    response.json({ proof: await loginProof({ token, role: 'server', port, nonce }) });
  };
}
