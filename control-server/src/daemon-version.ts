// The version of the package this daemon was built from; the bundler puts the number in.

import packageJson from '../../package.json' with { type: 'json' };

export const daemonVersion: string = packageJson.version;
