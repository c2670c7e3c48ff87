// Each failure becomes one sentence: the table's for its code, else the server's own, else the code itself.

import { t } from './strings.ts';

export function sentenceOf({ code, message }: { code: string; message: string }): string {
  return t.errors[code] ?? (message !== '' ? message : t.errorOther(code));
}
