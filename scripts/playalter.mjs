#!/usr/bin/env node
// The package's program. The repository is TypeScript without a build step for its scripts: tsx loads them.

import { register } from 'tsx/esm/api';

register();
await import('./playalter.ts');
