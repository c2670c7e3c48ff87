// The addon in worker threads: several at once, ended in every way, loaded again, nothing left.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildAddons } from './native-build.ts';

beforeAll(buildAddons, 120_000);

interface Remains {
  descriptors: number;
  channelMappings: number;
  channelThreads: number;
  residentMb: number;
}

describe('worker threads', () => {
  it('leave no descriptor, mapping, thread, socket or memory behind, 21 times two of them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'playalter-test-'));
    try {
      const script = fileURLToPath(new URL('./bare-environment.mjs', import.meta.url));
      const addons = fileURLToPath(new URL('../../build/native', import.meta.url));
      const args = ['--expose-gc', script, addons, folder];
      const output = execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 50_000 });
      const rounds = output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Remains);
      expect(rounds.length).toBe(21);
      // Node's own start-up of workers settles in the first round of each ending.
      const settled = rounds[3];
      for (const round of rounds.slice(4)) {
        expect(round.descriptors).toBe(settled?.descriptors);
        expect(round.channelMappings).toBe(0);
        expect(round.channelThreads).toBe(0);
        // A leaked mapping would not show here, but what hangs on a leaked listener would.
        expect(round.residentMb).toBeLessThan((settled?.residentMb ?? 0) + 24);
      }
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
