// Stands in for the process that tries a model: it ends as one whose inference runtime crashes, or, for a file of "hangs",
// never.

import { readFileSync } from 'node:fs';

const [, , source = ''] = process.argv;
if (readFileSync(source, 'utf8') === 'hangs') setInterval(() => undefined, 1000);
else process.kill(process.pid, 'SIGSEGV');
