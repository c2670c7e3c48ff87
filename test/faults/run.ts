// `npm run test:faults`: what can go wrong is made to go wrong, against the real filter in a real OBS, and
// every frame of what was recorded meanwhile is compared with what went in.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeMachine } from '../../bench/machine.ts';
import { numberOption, progress, runCommand, usageError } from '../../scripts/command-line.ts';
import { prepare, toInjectFaults } from '../../scripts/setup/prepare.ts';
import { loadReference } from '../support/masked-session.ts';
import { faultMarkdown, faultTable, hasFailed } from './fault-report.ts';
import { evidenceFolder, runFaults } from './fault-run.ts';
import { obsEndings } from './obs-endings.ts';
import { faults } from './registry.ts';

const names = [...faults, ...obsEndings].map(({ name }) => name);
const leadMs = { quick: 500, full: 2_500 };

await runCommand({
  name: 'test:faults',
  description: 'Injects faults into a real OBS and looks for faces, stalls and leftovers.',
  args: {
    only: { type: 'string', description: `Faults, with commas between: ${names.join(', ')}` },
    repeat: { type: 'string', description: 'How often each is injected', default: '1' },
    quick: { type: 'boolean', description: 'A few faults, in 45 s' },
    json: { type: 'boolean', description: 'One JSON object on stdout' },
    markdown: { type: 'boolean', description: 'The table of the README on stdout' },
    report: { type: 'string', description: 'A file for the JSON object' },
  },
  async run({ only, repeat, quick, json, markdown, report }) {
    const chosen = chosenNames(only);
    const isWanted = (fault: { name: string; isQuick?: boolean }) =>
      (chosen.length === 0 || chosen.includes(fault.name)) && (!quick || fault.isQuick === true);
    await prepare(toInjectFaults);
    const results = await runFaults({
      faults: faults.filter(isWanted),
      endings: obsEndings.filter(isWanted),
      reference: await loadReference(),
      repeat: numberOption('repeat', repeat, { min: 1, max: 1000 }),
      leadMs: quick ? leadMs.quick : leadMs.full,
      awaitsHealth: !quick,
      onResult: (result) => progress(faultTable([result]).split('\n')[1] ?? ''),
    });
    const failed = results.filter(hasFailed);
    const whole = JSON.stringify({ machine: describeMachine(), faults: results }, undefined, 2);
    if (report) {
      await mkdir(path.dirname(path.resolve(report)), { recursive: true });
      await writeFile(report, `${whole}\n`);
    }
    const shown = markdown ? faultMarkdown(results) : faultTable(results);
    process.stdout.write(`${json ? whole : shown}\n`);
    if (failed.some(({ unmaskedFrames }) => unmaskedFrames > 0)) {
      progress(`the recordings that show a face are in ${evidenceFolder}`);
    }
    return failed.length === 0 ? 0 : 1;
  },
});

function chosenNames(only: string | undefined): string[] {
  const chosen = (only ?? '').split(',').filter(Boolean);
  for (const name of chosen) {
    if (!names.includes(name)) {
      throw usageError(`--only knows ${names.join(', ')}, not "${name}".`);
    }
  }
  return chosen;
}
