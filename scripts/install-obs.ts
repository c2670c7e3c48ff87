// Installs the built plugin into the user's OBS, or removes it again.

import { progress, runCommand } from './command-line.ts';
import { installPlugin, uninstallPlugin, userConfigFolder } from './plugin-install.ts';

await runCommand({
  name: 'install-obs',
  description: 'Installs the plugin into your OBS, or removes it.',
  args: {
    uninstall: { type: 'boolean', description: 'Remove what was installed', default: false },
  },
  async run({ uninstall }) {
    const configFolder = userConfigFolder();
    if (uninstall) {
      const removed = await uninstallPlugin(configFolder);
      progress(removed ? 'The plugin is removed from OBS.' : 'The plugin was not installed.');
      return 0;
    }
    progress(`The plugin is installed in ${await installPlugin({ configFolder })}; restart OBS.`);
    return 0;
  },
});
