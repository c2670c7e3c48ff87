// Which providers the models are opened with: what was wanted, what is known of the machine, and what is tried when.

import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderName } from '../../../control-server/src/detection/provider-names.ts';
import { machineKey } from '../../../control-server/src/detection/providers/machine-key.ts';
import type { ProbeEnd } from '../../../control-server/src/detection/providers/probe-messages.ts';
import { candidatesOn } from '../../../control-server/src/detection/providers/provider-choice.ts';
import { providerSetting } from '../../../control-server/src/detection/providers/provider-setting.ts';
import {
  ProviderTrial,
  wantedProvider,
} from '../../../control-server/src/detection/providers/provider-trial.ts';
import { VerdictFile } from '../../../control-server/src/detection/providers/verdict-file.ts';

const good: ProbeEnd = { type: 'measured', cpuMs: 10, providerMs: 2, worstError: 0 };
const slower: ProbeEnd = { ...good, providerMs: 40 };
const wrong: ProbeEnd = { ...good, worstError: 1 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'playalter-providers-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Ends = Partial<Record<ProviderName, ProbeEnd | Promise<ProbeEnd>>>;

function machine(ends: Ends, key = 'this machine') {
  const tried: ProviderName[] = [];
  const warned: string[] = [];
  const trial = new ProviderTrial({
    file: new VerdictFile(path.join(folder, 'cache'), key),
    probe: async (provider) => {
      tried.push(provider);
      return ends[provider] ?? { type: 'failed', reason: 'not here' };
    },
    log: { info: () => undefined, warn: (_details, event) => warned.push(event) },
    graphics: { platform: 'linux', hasDevice: true, hasNvidia: true },
    startWaitMs: 50,
  });
  return { trial, tried, warned };
}

describe('without a wish', () => {
  it('the CPU is used until what there is was tried; then the quickest that is right', async () => {
    const { trial, tried } = machine({ cuda: good, webgpu: { ...good, providerMs: 1 } });
    expect(await trial.choose('auto')).toEqual({ providers: ['cpu'], refusals: [] });
    expect(tried).toEqual([]);
    await trial.lookAround();
    expect(tried).toEqual(['cuda', 'webgpu']);
    expect((await trial.choose('auto')).providers).toEqual(['webgpu', 'cpu']);
  });

  it.each([
    ['slower', slower],
    ['wrong', wrong],
    ['crashing', { type: 'crashed', how: 'SIGSEGV' }],
    ['hanging', { type: 'hung', afterMs: 1 }],
  ] as const)('a %s one is not used, and not tried again', async (_how, end) => {
    const { trial, tried } = machine({ webgpu: end });
    await trial.lookAround();
    await trial.lookAround();
    expect(tried).toEqual(['cuda', 'webgpu']);
    expect(await trial.choose('auto')).toEqual({ providers: ['cpu'], refusals: [] });
  });
});

describe('what there is to be tried', () => {
  it.each([
    [{ platform: 'linux', hasDevice: false, hasNvidia: false }, []],
    [{ platform: 'linux', hasDevice: true, hasNvidia: false }, ['webgpu']],
    [{ platform: 'linux', hasDevice: true, hasNvidia: true }, ['cuda', 'webgpu']],
    [{ platform: 'darwin', hasDevice: false, hasNvidia: false }, ['coreml', 'webgpu']],
    [{ platform: 'win32', hasDevice: false, hasNvidia: false }, ['cuda', 'dml', 'webgpu']],
  ] as const)('on %o', (facts, expected) => {
    expect(candidatesOn(facts)).toEqual(expected);
  });
});

describe('a provider that is wanted by name', () => {
  it('is tried at once, once, and used even if it is slower', async () => {
    const { trial, tried } = machine({ webgpu: slower });
    for (let start = 0; start < 2; start++) {
      expect(await trial.choose('webgpu')).toEqual({ providers: ['webgpu', 'cpu'], refusals: [] });
    }
    expect(tried).toEqual(['webgpu']);
  });

  it('is not used if it is wrong, which is said', async () => {
    const { trial, warned } = machine({ webgpu: wrong });
    const { providers, refusals } = await trial.choose('webgpu');
    expect(providers).toEqual(['cpu']);
    expect(refusals).toEqual([
      { provider: 'webgpu', reason: 'It computes something else than the CPU (off by 100 %).' },
    ]);
    expect(warned).toEqual(['provider tried']);
  });

  it('holds the start up for a moment only: what its trial says later counts from the next one on', async () => {
    let end: (how: ProbeEnd) => void = () => undefined;
    const probed = new Promise<ProbeEnd>((resolve) => {
      end = resolve;
    });
    const { trial, tried } = machine({ webgpu: probed });
    const { providers, refusals } = await trial.choose('webgpu');
    expect(providers).toEqual(['cpu']);
    expect(refusals).toEqual([
      {
        provider: 'webgpu',
        reason: 'It is still being tried; the next start goes by what comes of it.',
      },
    ]);
    end(slower);
    await expect.poll(async () => (await trial.choose('webgpu')).providers[0]).toBe('webgpu');
    expect(tried).toContain('webgpu');
  });

  it('must be one that there is', () => {
    expect(wantedProvider('webgpu')).toBe('webgpu');
    expect(() => wantedProvider('abacus')).toThrow(/no execution provider "abacus"/);
  });
});

describe('the verdicts', () => {
  it('are kept for this machine only, and for nobody else to read', async () => {
    const before = machine({ webgpu: good });
    await before.trial.choose('webgpu');
    const file = path.join(folder, 'cache', 'providers.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
    const after = machine({ webgpu: wrong }, 'with another driver');
    expect((await after.trial.choose('webgpu')).providers).toEqual(['cpu']);
    expect(after.tried).toEqual(['webgpu']);
  });

  it('that are damaged are as none', async () => {
    const { trial, tried } = machine({ webgpu: good });
    await trial.choose('webgpu');
    const file = path.join(folder, 'cache', 'providers.json');
    for (const text of ['', '{', '[]', (await readFile(file, 'utf8')).replace('good', 'best')]) {
      await writeFile(file, text);
      expect((await trial.choose('webgpu')).providers).toEqual(['webgpu', 'cpu']);
    }
    expect(tried).toHaveLength(5);
  });

  it('hang on the same things from start to start', () => {
    expect(machineKey()).toBe(machineKey());
    expect(machineKey()).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the configuration', () => {
  it('names a provider, or does not; another one is refused', async () => {
    const environment = { XDG_CONFIG_HOME: folder };
    expect(providerSetting(environment)).toBe('auto');
    expect(providerSetting({})).toBe('auto');
    await mkdir(path.join(folder, 'playalter'));
    const file = path.join(folder, 'playalter', 'provider.json');
    await writeFile(file, '{"provider":"webgpu"}');
    expect(providerSetting(environment)).toBe('webgpu');
    for (const text of ['{"provider":"abacus"}', 'webgpu']) {
      await writeFile(file, text);
      expect(() => providerSetting(environment)).toThrow();
    }
  });
});
