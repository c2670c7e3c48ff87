// The dock's first page: a file that OBS's custom browser dock opens. It has the port and the token in it, waits until a server
// there proves that it knows the token too, and goes on to it. Written anew at each start, readable by its user alone.

import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const firstPageName = 'dock.html';

export interface FirstPageFacts {
  readonly port: number;
  readonly token: string;
  /** dock-ui/src/first-page.ts, bundled. */
  readonly script: string;
}

/** Whole or not at all: the dock may open it at any time. */
export function writeFirstPage(folder: string, facts: FirstPageFacts): string {
  const file = path.join(folder, firstPageName);
  writeFileSync(`${file}.unfinished`, firstPage(facts), { mode: 0o600 });
  renameSync(`${file}.unfinished`, file);
  return file;
}

export function firstPage({ port, token, script }: FirstPageFacts): string {
  const hash = createHash('sha256').update(script).digest('base64');
  const style = ':root{color-scheme:dark light;font:14px system-ui}body{margin:16px}';
  const styleHash = createHash('sha256').update(style).digest('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    `style-src 'sha256-${styleHash}'`,
    `connect-src http://127.0.0.1:${port}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en" data-port="${port}" data-token="${token}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>PlayAlter</title>
<style>${style}</style>
</head>
<body>
<p role="status">PlayAlter starts with the first mask in OBS.</p>
<script>${script}</script>
</body>
</html>
`;
}
