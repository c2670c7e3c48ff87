// `npm run setup`: builds everything and installs the plugin into the user's OBS.

import { progress, runCommand } from './command-line.ts';
import { modelOffer } from './models/model-offer.ts';
import { installPlugin, userConfigFolder } from './plugin-install.ts';
import { prepare, toRun } from './setup/prepare.ts';
import { demoClipStep } from './setup/steps.ts';

await runCommand({
  name: 'setup',
  description:
    'Builds the plugin, the daemon and the models, and installs the plugin into your OBS.',
  args: {
    install: { type: 'boolean', description: 'Install into your OBS', default: true },
  },
  async run({ install }) {
    await prepare([...toRun, demoClipStep]);
    if (install) {
      const folder = await installPlugin({ configFolder: userConfigFolder() });
      progress(`The plugin is installed in ${folder}.`);
    }
    const offer = modelOffer();
    if (offer) progress(offer);
    return 0;
  },
});
