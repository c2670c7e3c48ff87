// Installs the built plugin and the dock into the user's OBS, or removes them again.

import { progress, runCommand } from './command-line.ts';
import { describeDock, installDock, uninstallDock } from './dock-install.ts';
import { installPlugin, uninstallPlugin, userConfigFolder } from './plugin-install.ts';

await runCommand({
  name: 'install-obs',
  description: 'Installs the plugin and its dock into your OBS, or removes them.',
  args: {
    uninstall: { type: 'boolean', description: 'Remove what was installed', default: false },
  },
  async run({ uninstall }) {
    const configFolder = userConfigFolder();
    if (uninstall) {
      const removed = await uninstallPlugin(configFolder);
      progress(removed ? 'The plugin is removed from OBS.' : 'The plugin was not installed.');
      if ((await uninstallDock({ configFolder })) === 'obs_running') {
        progress('OBS is open, so its dock stays: close OBS and do this again.');
      }
      return 0;
    }
    progress(`The plugin is installed in ${await installPlugin({ configFolder })}; restart OBS.`);
    progress(describeDock(await installDock({ configFolder })));
    return 0;
  },
});
