// Who may talk to the server at all: requests whose Host is this machine's loopback with our port (else a page could make its
// own name point here: DNS rebinding), and whose Origin, if a browser sent one, is one of our own pages.

import type { IncomingHttpHeaders } from 'node:http';

export type GuardVerdict = 'ok' | 'host_wrong' | 'origin_wrong';

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'] as const;

export function judgeHeaders(headers: IncomingHttpHeaders, port: number): GuardVerdict {
  if (!isOwnHost(headers.host, port)) return 'host_wrong';
  return isOwnOrigin(headers, port) ? 'ok' : 'origin_wrong';
}

export function isOwnHost(host: string | undefined, port: number): boolean {
  return loopbackNames.some((name) => host?.toLowerCase() === `${name}:${port}`);
}

function isOwnOrigin(headers: IncomingHttpHeaders, port: number): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined)
    return loopbackNames.some((name) => origin === `http://${name}:${port}`);
  // Browsers that send no Origin say by this whether another site asks; `none` is the address bar or a bookmark.
  return site === undefined || site === 'same-origin' || site === 'none' || isVisit(headers);
}

/**
 * Somebody goes to a page of ours from elsewhere, as the dock's first page does, which is a file. The site they come from
 * sees nothing of the answer, can't frame it, and the pages carry no secret.
 */
function isVisit(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}
