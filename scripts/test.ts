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
  ctestResult,
  failureLines,
  summaryLine,
  sumResults,
  type TestResult,
  vitestResult,
} from './test-summary.ts';

const summaryFile = path.join(built.reports, 'summary.txt');
const npmTool = (name: string) => inRepository('node_modules', '.bin', name);

interface Part {
  readonly name: string;
  run(): Promise<TestResult>;
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
    const results: TestResult[] = [];
    for (const part of parts) {
      progress(`testing: ${part.name}`);
      const result = await part.run();
      if (result.failed > 0) progress(`FAILED: ${part.name}`);
      results.push(result);
    }
    const total = sumResults(results);
    await writeFile(summaryFile, `${summaryLine(total)}\n`);
    for (const line of failureLines(total.failures)) process.stdout.write(`${line}\n`);
    process.stdout.write(`${summaryLine(total)}\n`);
    return total.failed === 0 && total.passed > 0 ? 0 : 1;
  },
});

/** A check that is not a test: only its failure counts. */
function check(name: string, program: string, args: readonly string[]): Part {
  return {
    name,
    async run() {
      const { code, output } = await runShown(program, args);
      if (code === 0) return { passed: 0, failed: 0, skipped: 0, failures: [] };
      return failedPart(name, output);
    },
  };
}

function ctest(name: string, folder: string): Part {
  const whole = `native, ${name}`;
  return {
    name: whole,
    async run() {
      if (!(await isThere(path.join(folder, 'CTestTestfile.cmake')))) {
        return failedPart(whole, `no native tests in ${path.relative(inRepository(), folder)}`);
      }
      const { code, output } = await runShown('ctest', [
        // They wait more than they work.
        ...['--test-dir', folder, '--output-on-failure', '--timeout', '120', '--parallel', '2'],
      ]);
      return orFailed(ctestResult(output), whole, code);
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
        const written = JSON.parse(await readFile(reportFile, 'utf8'));
        return orFailed(vitestResult(written, inRepository()), project, code);
      } catch (error) {
        report(error);
        return failedPart(project, `its report says nothing: ${error}`);
      }
    },
  };
}

/** A runner that ends with a failure has failed, though none of its tests did; so has one of which no test passed. */
function orFailed(result: TestResult, part: string, code: number | null): TestResult {
  if (result.failed > 0 || (code === 0 && result.passed > 0)) return result;
  const message = code === 0 ? 'no test passed' : `its runner ended with ${code}`;
  return sumResults([result, failedPart(part, message)]);
}

function failedPart(part: string, message: string): TestResult {
  return { passed: 0, failed: 1, skipped: 0, failures: [{ test: part, message }] };
}

/** What it prints is shown as it comes, and is the result's `output`. */
async function runShown(
  program: string,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  const child = spawn(program, [...args], {
    cwd: inRepository(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      to.write(chunk);
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}
