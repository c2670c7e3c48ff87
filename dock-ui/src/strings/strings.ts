// The table in use. Everything shown goes through here.

import { en, type Strings } from './en.ts';

export const t: Strings = en;
