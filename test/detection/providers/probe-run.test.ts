// Providers of every bad kind, as child processes: whatever they do, there is a verdict, and nothing is left running.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { probeInference } from '../../../control-server/src/detection/providers/probe-inference.ts';
import { runProbe } from '../../../control-server/src/detection/providers/probe-run.ts';
import {
  judgeProbe,
  outputError,
  outputTolerance,
} from '../../../control-server/src/detection/providers/provider-verdict.ts';
import { inRepository } from '../../../scripts/repository.ts';

const entry = new URL('./probing-child.mjs', import.meta.url);

/** One that nobody has waited for has ended all the same. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function verdictOn(behaviour: string) {
  const order = { provider: 'webgpu', modelFolder: behaviour, threads: 1 };
  const patienceMs = behaviour === 'hung' ? 500 : 20_000;
  return judgeProbe('webgpu', await runProbe({ order, entry, patienceMs, isInBackground: true }));
}

describe('a provider that is tried in a child process', () => {
  it.each([
    ['good', 'good', 'A detection takes 2.0 ms, on the CPU 10.0 ms.'],
    ['slower', 'slower', 'A detection takes 30.0 ms, on the CPU 10.0 ms.'],
    ['wrong', 'wrong', 'It computes something else than the CPU (off by 40 %).'],
    ['no_numbers', 'no_numbers', 'It computes something that is no number.'],
    ['unavailable', 'unavailable', 'no adapter'],
    ['babbling', 'unavailable', 'The probe answered something unknown.'],
    ['ended', 'crashed', 'It ended the process that tried it (exit status 3).'],
    ['crashed', 'crashed', 'It ended the process that tried it (SIGSEGV).'],
    ['hung', 'hung', 'It had not answered after 1 s.'],
  ])('%s', async (behaviour, code, reason) => {
    expect(await verdictOn(behaviour)).toMatchObject({ provider: 'webgpu', code, reason });
  });
});

describe('a trial that is under way', () => {
  it('does not outlive the daemon', async () => {
    const program = fileURLToPath(new URL('./probing-daemon.child.mjs', import.meta.url));
    const pid = Number(execFileSync(process.execPath, [program], { encoding: 'utf8' }));
    expect(pid).toBeGreaterThan(1);
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

describe('what the inference runtime says', () => {
  it('is told without the place in its sources', () => {
    const reason =
      '/onnxruntime_src/core/webgpu_context.cc:136 Initialize() status == Success was false. Failed to get a WebGPU adapter: No supported adapters\n\n';
    expect(judgeProbe('webgpu', { type: 'failed', reason }).reason).toBe(
      'Failed to get a WebGPU adapter: No supported adapters',
    );
  });
});

describe('the error of an output', () => {
  it('is measured against the size of the value', () => {
    expect(outputError([0, 100], [0.01, 101])).toBeCloseTo(0.01);
    expect(outputError([0, 100], [0, 100])).toBe(0);
    expect(outputError([1], [3])).toBeGreaterThan(outputTolerance);
  });

  it('is none where a value is no number, and large where one is missing', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(outputError([1, 2], [1, value])).toBeNull();
    }
    expect(outputError([1, 2], [1])).toBeGreaterThan(outputTolerance);
  });
});

describe('a real inference', () => {
  it('of the CPU against itself is right, and not worth another provider', async () => {
    const modelFolder = inRepository('models', 'built');
    const reply = await probeInference({ provider: 'cpu', modelFolder, threads: 2 });
    expect(reply).toMatchObject({ type: 'measured', worstError: 0 });
  });

  it('of WebGPU agrees with the CPU, where there is an adapter', async (context) => {
    const order = { provider: 'webgpu', modelFolder: inRepository('models', 'built'), threads: 2 };
    const program = new URL('./probe.child.mjs', import.meta.url);
    // One that computes in software takes a minute.
    const patienceMs = 150_000;
    const end = await runProbe({ order, entry: program, patienceMs });
    const verdict = judgeProbe('webgpu', end);
    if (verdict.code === 'unavailable') {
      console.log(`skipped: no WebGPU here: ${verdict.reason}`);
      context.skip(verdict.reason);
    }
    expect(end).toMatchObject({ type: 'measured' });
    expect(['good', 'slower']).toContain(verdict.code);
  }, 180_000);
});
