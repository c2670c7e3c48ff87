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
  daemon: inRepository('build', 'control-server', 'main.mjs'),
  worker: inRepository('build', 'control-server', 'frame-worker.mjs'),
  socketFault: inRepository('build', 'socket-fault', 'socket-fault'),
  clips: inRepository('build', 'clips'),
  reports: inRepository('build', 'reports'),
} as const;
