// The first pages: files that OBS's custom browser dock and the browser open. They have the port and the token in them, wait until
// a server there proves that it knows the token too, and go on to it. Written anew at each start, readable by their user
// alone: an address with the token in it would be seen by all who can list processes.

import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const firstPageNames = { dock: 'dock.html', dashboard: 'dashboard.html' } as const;
export type FirstPage = keyof typeof firstPageNames;

export interface FirstPageFacts {
  readonly port: number;
  readonly token: string;
  /** dock-ui/src/first-page.ts, bundled. */
  readonly script: string;
}

/** Each whole or not at all: the dock may open its own at any time. */
export function writeFirstPages(folder: string, facts: FirstPageFacts): void {
  for (const page of ['dock', 'dashboard'] as const) {
    const file = path.join(folder, firstPageNames[page]);
    writeFileSync(`${file}.unfinished`, firstPage(page, facts), { mode: 0o600 });
    renameSync(`${file}.unfinished`, file);
  }
}

export function firstPage(page: FirstPage, { port, token, script }: FirstPageFacts): string {
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
<html lang="en" data-page="${page}" data-port="${port}" data-token="${token}">
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
