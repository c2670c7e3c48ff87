// Which provider the user's configuration names: {"provider": "webgpu"} in $XDG_CONFIG_HOME/playalter/provider.json.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { errorCode } from '../../coded-error.ts';
import { ownFolderPath } from '../../http/own-folder.ts';
import { providerNames } from '../provider-names.ts';

const setting = z.object({ provider: z.enum(['auto', ...providerNames]) });

/** `auto` where there is no such file. Throws what reading and parsing throw. */
export function providerSetting(
  environment: NodeJS.ProcessEnv = process.env,
): z.infer<typeof setting>['provider'] {
  try {
    const file = path.join(ownFolderPath(environment), 'provider.json');
    return setting.parse(JSON.parse(readFileSync(file, 'utf8'))).provider;
  } catch (error) {
    if (['ENOENT', 'home_missing'].includes(errorCode(error))) return 'auto';
    throw error;
  }
}
