// `npm run build`: plugin, addon, daemon and models, without installing anything.

import { runCommand } from './command-line.ts';
import { prepare, toBuild } from './setup/prepare.ts';

await runCommand({
  name: 'build',
  description: 'Builds the plugin, the addon, the daemon, its pages, the client and the models.',
  args: {},
  async run() {
    await prepare(toBuild);
    return 0;
  },
});
