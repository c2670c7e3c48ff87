// The process that tries one model: `model-trial.child.ts SOURCE PREPARED`. Writes the prepared file and prints a TrialVerdict.

import { readFile, writeFile } from 'node:fs/promises';
import { ModelError } from '../../models/model-error.ts';
import { recogniseModel } from '../../models/user-model/recognise-model.ts';
import type { TrialVerdict } from './model-trial.ts';
import { tryModel } from './try-model.ts';

async function judge(source: string, prepared: string): Promise<TrialVerdict> {
  try {
    const model = await recogniseModel(await readFile(source));
    const trial = await tryModel(model);
    await writeFile(prepared, model.prepared);
    const { family, layout } = model;
    return { isAccepted: true, family: family.name, layout, ...trial };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { isAccepted: false, code: error.code, message: error.message };
  }
}

const [source = '', prepared = ''] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await judge(source, prepared))}\n`);
