// `npm run dev`: bundles the daemon again on every change and ends the running one, which the plugin
// then starts anew from the new bundle. For work on the daemon with OBS open.

import { readdir, readFile } from 'node:fs/promises';
import { progress, runCommand } from './command-line.ts';
import { installPlugin, userConfigFolder } from './plugin-install.ts';
import { built } from './repository.ts';
import { watchDaemon } from './setup/daemon-bundle.ts';
import { prepare, toRun } from './setup/prepare.ts';
import { systemCode } from './user-error.ts';

await runCommand({
  name: 'dev',
  description: 'Builds, installs, and bundles the daemon again on every change.',
  args: {},
  async run() {
    await prepare(toRun);
    await installPlugin({ configFolder: userConfigFolder() });
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    process.once('SIGTERM', () => stop.abort());
    progress('watching control-server/src; open OBS, end with Ctrl+C');
    await watchDaemon(() => {
      endDaemons().then(
        (count) => progress(`bundled${count > 0 ? ', daemon restarted' : ''}`),
        (error: unknown) => progress(`the running daemon could not be ended: ${String(error)}`),
      );
    }, stop.signal);
    return 0;
  },
});

/** This user's daemons that run from this checkout's bundle. */
async function endDaemons(): Promise<number> {
  let count = 0;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const commandLine = (await readFile(`/proc/${entry}/cmdline`, 'utf8')).split('\0');
      if (commandLine[1] !== built.daemon) continue;
      process.kill(Number(entry), 'SIGTERM');
      count++;
    } catch (error) {
      // Gone since the listing, or another user's.
      const code = systemCode(error);
      if (code !== 'ENOENT' && code !== 'ESRCH' && code !== 'EPERM') throw error;
    }
  }
  return count;
}
