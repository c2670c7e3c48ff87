// Where things lie in the repository.

import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));

export function inRepository(...parts: string[]): string {
  return path.join(repositoryRoot, ...parts);
}

export const built = {
  addon: inRepository('build', 'native', 'frame_channel.node'),
  /** Next to the bundle, where the daemon looks for it. */
  daemonAddon: inRepository('build', 'control-server', 'frame_channel.node'),
  plugin: inRepository('build', 'obs-plugin', 'playalter.so'),
  daemon: inRepository('build', 'control-server', 'main.cjs'),
  worker: inRepository('build', 'control-server', 'frame-worker.cjs'),
  controlServer: inRepository('build', 'control-server', 'control-server.mjs'),
  firstPageScript: inRepository('build', 'control-server', 'first-page.js'),
  /** Next to the daemon's folder, where it looks for its pages. */
  dockUi: inRepository('build', 'dock-ui'),
  /** Which of the files there a page loads at once. */
  dockUiAssets: inRepository('build', 'dock-ui', 'assets.json'),
  client: inRepository('build', 'client', 'index.mjs'),
  socketFault: inRepository('build', 'socket-fault', 'socket-fault'),
  clips: inRepository('build', 'clips'),
  reports: inRepository('build', 'reports'),
} as const;
