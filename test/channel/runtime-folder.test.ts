// Where the socket's folder is, and when it is not trusted.

import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ensureRuntimeFolder,
  runtimeFolderPath,
} from '../../control-server/src/channel/runtime-folder.ts';
import { codeThrownBy } from './channel-fixture.ts';

const uid = process.geteuid?.() ?? 0;

describe('the path', () => {
  it.each([
    ['/run/user/1000', '/run/user/1000/playalter'],
    ['/run/user/1000/', '/run/user/1000/playalter'],
    [undefined, '/tmp/playalter-1000'],
    ['', '/tmp/playalter-1000'],
    ['run/user', '/tmp/playalter-1000'],
  ])('for XDG_RUNTIME_DIR %s is %s', (xdgRuntimeDir, path) => {
    expect(runtimeFolderPath(xdgRuntimeDir, 1000)).toBe(path);
  });
});

describe('the folder', () => {
  let base = '';
  let path = '';
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'playalter-test-'));
    path = join(base, 'playalter');
  });
  afterEach(() => rmSync(base, { recursive: true }));

  it('is made for us alone, whatever the umask, and accepted the next time', () => {
    const before = process.umask(0o277);
    try {
      ensureRuntimeFolder(path, uid);
    } finally {
      process.umask(before);
    }
    expect(lstatSync(path).mode & 0o777).toBe(0o700);
    ensureRuntimeFolder(path, uid);
  });

  it.each([0o755, 0o750, 0o707, 0o1777])('is refused, not repaired, with mode %o', (mode) => {
    mkdirSync(path);
    chmodSync(path, mode);
    expect(codeThrownBy(() => ensureRuntimeFolder(path, uid))).toBe('runtime_folder_unsafe');
    expect(lstatSync(path).mode & 0o7777).toBe(mode);
  });

  it('is refused when it is a link, a file, or somebody else has it', () => {
    mkdirSync(join(base, 'real'), 0o700);
    symlinkSync('real', path);
    expect(codeThrownBy(() => ensureRuntimeFolder(path, uid))).toBe('runtime_folder_unsafe');
    rmSync(path);
    writeFileSync(path, '');
    expect(codeThrownBy(() => ensureRuntimeFolder(path, uid))).toBe('runtime_folder_unsafe');
    rmSync(path);
    mkdirSync(path, 0o700);
    expect(codeThrownBy(() => ensureRuntimeFolder(path, uid + 1))).toBe('runtime_folder_unsafe');
  });

  it('is reported unwritable when it can not be made or used', () => {
    const lost = join(base, 'none/playalter');
    expect(codeThrownBy(() => ensureRuntimeFolder(lost, uid))).toBe('runtime_folder_unwritable');
    mkdirSync(path, 0o500);
    expect(codeThrownBy(() => ensureRuntimeFolder(path, uid))).toBe('runtime_folder_unwritable');
  });
});
