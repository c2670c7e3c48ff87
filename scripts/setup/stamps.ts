// Remembers what each build step was made from, so that a second run does only what changed.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isThere } from '../obs-config/profile-files.ts';
import { inRepository } from '../repository.ts';
import { writing } from '../user-error.ts';

export interface StampedStep {
  readonly name: string;
  /** Files and folders, relative to the repository. A folder counts with all files below it. */
  readonly inputs: readonly string[];
  /** What else the result depends on: versions, options. */
  readonly facts?: readonly string[];
  /** Absolute paths. All must exist, or the step is done again. */
  readonly outputs: readonly string[];
  run(): Promise<void>;
}

const stampFolder = inRepository('build', 'stamps');
/** Results that lie inside an input folder. */
const notInputs = new Set(['built', 'node_modules']);

/** True where the step had to be done. */
export async function bringUpToDate(step: StampedStep): Promise<boolean> {
  const stampFile = path.join(stampFolder, `${step.name}.sha256`);
  const current = await inputHash(step);
  const outputsThere = (await Promise.all(step.outputs.map(isThere))).every(Boolean);
  if (outputsThere && (await isThere(stampFile))) {
    if ((await readFile(stampFile, 'utf8')) === current) return false;
  }
  await writing(inRepository('build'), () => mkdir(stampFolder, { recursive: true }));
  await step.run();
  for (const output of step.outputs) {
    if (!(await isThere(output))) {
      throw new Error(`The step "${step.name}" did not make ${output}.`);
    }
  }
  await writeFile(`${stampFile}.unfinished`, current);
  await rename(`${stampFile}.unfinished`, stampFile);
  return true;
}

export async function inputHash(step: Pick<StampedStep, 'inputs' | 'facts'>): Promise<string> {
  const hash = createHash('sha256');
  // A checkout that was moved has absolute paths of the old place in its build files.
  for (const fact of [inRepository(), process.version, ...(step.facts ?? [])]) {
    hash.update(`${fact}\0`);
  }
  for (const input of [...step.inputs].sort()) {
    for (const file of await filesOf(input)) {
      hash.update(`${file}\0`);
      hash.update(await readFile(inRepository(file)));
    }
  }
  return hash.digest('hex');
}

async function filesOf(input: string): Promise<string[]> {
  const absolute = inRepository(input);
  if (!(await isThere(absolute))) return [];
  if ((await stat(absolute)).isFile()) return [input];
  const entries = await readdir(absolute, { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter(({ name }) => !notInputs.has(name))
      .map((entry) => {
        const below = path.join(input, entry.name);
        return entry.isDirectory() ? filesOf(below) : [below];
      }),
  );
  return nested.flat().sort();
}
