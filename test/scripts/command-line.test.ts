import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { numberOption, refuseUnknown } from '../../scripts/command-line.ts';
import { inRepository } from '../../scripts/repository.ts';

const args = {
  headless: { type: 'boolean' },
  seconds: { type: 'string' },
} as const;

describe('refuseUnknown', () => {
  it.each([
    [['--headless', '--seconds', '5']],
    [['--seconds=5', '--no-headless']],
    [['--seconds', '-5']],
    [[]],
  ])('accepts %j', (raw) => {
    expect(() => refuseUnknown(raw, args)).not.toThrow();
  });

  it('lets as many words pass as there are places for', () => {
    const withWord = { ...args, action: { type: 'positional' } } as const;
    expect(() => refuseUnknown(['list', '--headless'], withWord)).not.toThrow();
    expect(() => refuseUnknown(['--seconds', '5', 'list'], withWord)).not.toThrow();
    expect(() => refuseUnknown(['list', 'more'], withWord)).toThrow('"more" is not an option');
  });

  it.each([
    [['--headles'], '"--headles" is not an option'],
    [['-x'], '"-x" is not an option'],
    [['5'], '"5" is not an option'],
    [['--headless=yes'], '--headless takes no value'],
    [['--seconds'], '--seconds needs a value'],
    [['--seconds', '--headless'], '--seconds needs a value'],
    [['--no-seconds'], '"--no-seconds" is not an option'],
  ])('refuses %j', (raw, message) => {
    expect(() => refuseUnknown(raw, args)).toThrow(message);
  });
});

describe('numberOption', () => {
  it('takes numbers within bounds', () => {
    expect(numberOption('seconds', '2.5', { min: 1, max: 10 })).toBe(2.5);
  });

  it.each(['', 'ten', '0', '11', 'NaN', 'Infinity'])('refuses "%s"', (text) => {
    expect(() => numberOption('seconds', text, { min: 1, max: 10 })).toThrow('from 1 to 10');
  });
});

describe('the commands', () => {
  const run = (script: string, rest: string[], environment: Record<string, string> = {}) =>
    execa(process.execPath, [inRepository('node_modules/tsx/dist/cli.mjs'), script, ...rest], {
      cwd: inRepository(),
      env: { DISPLAY: '', WAYLAND_DISPLAY: '', ...environment },
      reject: false,
    });

  it.each([
    ['an unknown option', ['--fullscreen'], 64, '"--fullscreen" is not an option'],
    ['no number of seconds', ['--headless', '--seconds', 'ten'], 64, 'from 1 to 3600'],
    ['JSON without --headless', ['--json'], 64, 'needs --headless'],
    ['no display', [], 69, '--headless'],
  ])('start with %s says so in one line', async (_what, rest, status, sentence) => {
    const { exitCode, stderr, stdout } = await run('scripts/start.ts', rest);
    expect(exitCode).toBe(status);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
  });

  it('start says when it may not write the recording', async () => {
    const { exitCode, stderr } = await run('scripts/start.ts', [
      ...['--headless', '--output', '/dev/null/recordings'],
    ]);
    expect(exitCode).toBe(77);
    expect(stderr).toContain('cannot be written to');
  });

  it('bootstrap refuses a command that it does not have', async () => {
    const { exitCode, stderr } = await execa(
      process.execPath,
      [inRepository('scripts/bootstrap.mjs'), 'fly'],
      { reject: false },
    );
    expect(exitCode).toBe(64);
    expect(stderr).toContain('"fly" is no command');
  });

  it('--help lists the options on stdout', async () => {
    const { exitCode, stdout } = await run('scripts/start.ts', ['--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('--headless');
  });
});
