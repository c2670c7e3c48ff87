// Builds the addons before the first test that needs them. CMake decides whether there is anything
// to do; the lock keeps test files that run at once from building into one folder.

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs a CMake project: configure, build. `folder` is below build/. Returns the build folder. */
export function buildNative(folder: string, options: readonly string[] = []): string {
  const target = `${root}build/${folder}`;
  mkdirSync(`${root}build`, { recursive: true });
  const configure = ['cmake', '-S', `${root}control-server/native`, '-B', target, ...options];
  const commands = [configure, ['cmake', '--build', target]];
  const script = commands.map((words) => words.map((word) => `'${word}'`).join(' ')).join(' && ');
  execFileSync('flock', [`${root}build/${folder}.lock`, 'sh', '-c', script], { stdio: 'pipe' });
  return target;
}

export function buildAddons(): void {
  buildNative('native-cmake');
}
