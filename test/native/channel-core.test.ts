// The C++ core of the frame channel under the address and undefined-behaviour sanitisers.

import { execFileSync } from 'node:child_process';
import { describe, it } from 'vitest';
import { buildNative } from '../channel/native-build.ts';

describe('the native core', () => {
  it('survives hostile memory and careless peers without a finding of the sanitisers', () => {
    const folder = buildNative('native-sanitised', ['-DPLAYALTER_NATIVE_TESTS=ON']);
    execFileSync('ctest', ['--test-dir', folder, '--output-on-failure'], {
      stdio: 'pipe',
      timeout: 120_000,
    });
  }, 300_000);
});
