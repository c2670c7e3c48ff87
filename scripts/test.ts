// `npm test`: set-up, static checks, native tests, unit tests, tests against a real OBS. Goes on after a
// failure, so that one run tells all, and fails if anything failed or nothing was tested.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { progress, report, runCommand } from './command-line.ts';
import { isThere } from './obs-config/profile-files.ts';
import { built, inRepository } from './repository.ts';
import { prepare, toTest } from './setup/prepare.ts';
import { nativeTestFolder } from './setup/steps.ts';
import {
  ctestCounts,
  sumCounts,
  summaryLine,
  type TestCounts,
  vitestCounts,
} from './test-summary.ts';

const summaryFile = path.join(built.reports, 'summary.txt');
const npmTool = (name: string) => inRepository('node_modules', '.bin', name);

interface Part {
  readonly name: string;
  run(): Promise<TestCounts>;
}

await runCommand({
  name: 'test',
  description: 'Builds everything, then runs every check and every test.',
  args: {
    e2e: { type: 'boolean', description: 'Run the tests against a real OBS', default: true },
  },
  async run({ e2e }) {
    await rm(built.reports, { recursive: true, force: true });
    await mkdir(built.reports, { recursive: true });
    await prepare(toTest);
    const parts: Part[] = [
      check('types', npmTool('tsc'), ['--noEmit']),
      check('types, dock', npmTool('tsc'), ['--noEmit', '-p', 'dock-ui']),
      check('style', npmTool('biome'), ['ci', '.']),
      check('generated protocol', npmTool('tsx'), ['scripts/generate-protocol.ts', '--check']),
      ctest('plugin', nativeTestFolder),
      vitest('unit'),
      vitest('frame-host'),
      vitest('browser'),
      ...(e2e ? [vitest('e2e')] : []),
    ];
    const results: TestCounts[] = [];
    for (const part of parts) {
      progress(`testing: ${part.name}`);
      const counts = await part.run();
      if (counts.failed > 0) progress(`FAILED: ${part.name}`);
      results.push(counts);
    }
    const total = sumCounts(results);
    await writeFile(summaryFile, `${summaryLine(total)}\n`);
    process.stdout.write(`${summaryLine(total)}\n`);
    return total.failed === 0 && total.passed > 0 ? 0 : 1;
  },
});

/** A check that is not a test: only its failure counts. */
function check(name: string, program: string, args: readonly string[]): Part {
  return {
    name,
    async run() {
      const { code } = await runShown(program, args);
      return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
    },
  };
}

function ctest(name: string, folder: string): Part {
  return {
    name: `native, ${name}`,
    async run() {
      if (!(await isThere(path.join(folder, 'CTestTestfile.cmake')))) {
        progress(`there are no native tests in ${path.relative(inRepository(), folder)}`);
        return { passed: 0, failed: 0, skipped: 0 };
      }
      const { code, output } = await runShown('ctest', [
        // They wait more than they work.
        ...['--test-dir', folder, '--output-on-failure', '--timeout', '120', '--parallel', '2'],
      ]);
      const counts = ctestCounts(output);
      return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
    },
  };
}

function vitest(project: string): Part {
  const reportFile = path.join(built.reports, `${project}.json`);
  return {
    name: project,
    async run() {
      const { code } = await runShown(npmTool('vitest'), [
        ...['run', '--project', project, '--reporter=default', '--reporter=json'],
        `--outputFile.json=${reportFile}`,
      ]);
      try {
        const counts = vitestCounts(JSON.parse(await readFile(reportFile, 'utf8')));
        return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
      } catch (error) {
        report(error);
        return { passed: 0, failed: 1, skipped: 0 };
      }
    },
  };
}

async function runShown(
  program: string,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  const child = spawn(program, [...args], {
    cwd: inRepository(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    process.stdout.write(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, output };
}
