// The daemon's own program that tries a provider, without bundling it first.

import { register } from 'tsx/esm/api';

register();
await import('../../../control-server/src/provider-probe.ts');
