// `npm run build`: plugin, addon, daemon and models, without installing anything.

import { runCommand } from './command-line.ts';
import { prepare, toRun } from './setup/prepare.ts';

await runCommand({
  name: 'build',
  description: 'Builds the plugin, the addon, the daemon and the models.',
  args: {},
  async run() {
    await prepare(toRun);
    return 0;
  },
});
