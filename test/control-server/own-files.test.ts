// The token, the folder it lies in, and the dock's first page.

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstPage, writeFirstPages } from '../../control-server/src/http/first-page.ts';
import { ensureOwnFolder, ownFolderPath } from '../../control-server/src/http/own-folder.ts';
import { isSameSecret, readOrMakeToken } from '../../control-server/src/http/token-file.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'playalter-own-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const modeOf = (file: string) => statSync(file).mode & 0o777;

describe('the own folder', () => {
  it('lies where the desktop says', () => {
    expect(ownFolderPath({ XDG_CONFIG_HOME: '/x', HOME: '/h' })).toBe('/x/playalter');
    expect(ownFolderPath({ XDG_CONFIG_HOME: 'relative', HOME: '/h' })).toBe('/h/.config/playalter');
    expect(ownFolderPath({ HOME: '/h' })).toBe('/h/.config/playalter');
    expect(() => ownFolderPath({})).toThrow(expect.objectContaining({ code: 'home_missing' }));
  });

  it('is made for its user alone, and closed to others where it was open', () => {
    const folder = path.join(root, 'a', 'playalter');
    ensureOwnFolder(folder);
    expect(modeOf(folder)).toBe(0o700);
    chmodSync(folder, 0o755);
    ensureOwnFolder(folder);
    expect(modeOf(folder)).toBe(0o700);
  });

  it('is no link and no file', () => {
    mkdirSync(path.join(root, 'real'));
    symlinkSync(path.join(root, 'real'), path.join(root, 'link'));
    writeFileSync(path.join(root, 'file'), '');
    for (const name of ['link', 'file']) {
      expect(() => ensureOwnFolder(path.join(root, name))).toThrow(
        expect.objectContaining({ code: 'own_folder_unusable' }),
      );
    }
  });
});

describe('the token', () => {
  it('is made once, of 32 random bytes, for its user alone', () => {
    const { token, isReplaced } = readOrMakeToken(root);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(isReplaced).toBe(false);
    expect(readOrMakeToken(root)).toEqual({ token, isReplaced: false });
    expect(modeOf(path.join(root, 'token'))).toBe(0o600);
    expect(readdirSync(root)).toEqual(['token']);
  });

  it.each([
    ['others may read', (file: string) => chmodSync(file, 0o644)],
    ['is cut short', (file: string) => writeFileSync(file, 'abc')],
    ['is empty', (file: string) => writeFileSync(file, '')],
  ])('is replaced where the one that is there %s', (_what, spoil) => {
    const { token } = readOrMakeToken(root);
    spoil(path.join(root, 'token'));
    const next = readOrMakeToken(root);
    expect(next.isReplaced).toBe(true);
    expect(next.token).not.toBe(token);
    expect(modeOf(path.join(root, 'token'))).toBe(0o600);
  });

  it('is not read through a link', () => {
    const elsewhere = path.join(root, 'elsewhere');
    writeFileSync(elsewhere, 'f'.repeat(64), { mode: 0o600 });
    symlinkSync(elsewhere, path.join(root, 'token'));
    expect(readOrMakeToken(root).token).not.toBe('f'.repeat(64));
    expect(lstatSync(path.join(root, 'token')).isFile()).toBe(true);
    expect(existsSync(elsewhere)).toBe(true);
  });

  it('that can not be kept is an error, not a server without one', () => {
    const file = path.join(root, 'file');
    writeFileSync(file, '');
    expect(() => readOrMakeToken(file)).toThrow(
      expect.objectContaining({ code: 'token_unusable' }),
    );
  });

  it('is compared whole', () => {
    expect(isSameSecret('abc', 'abc')).toBe(true);
    for (const other of ['abd', 'ab', 'abcd', '', 'ABC'])
      expect(isSameSecret('abc', other)).toBe(false);
  });
});

describe('the first pages', () => {
  const facts = { port: 47_820, token: 'a'.repeat(64), script: 'let one = 1;' };

  it('are for their user alone, and written whole', () => {
    writeFirstPages(root, facts);
    writeFirstPages(root, { ...facts, port: 1 });
    expect(readdirSync(root).sort()).toEqual(['dashboard.html', 'dock.html']);
    for (const page of ['dock', 'dashboard']) {
      const file = path.join(root, `${page}.html`);
      expect(modeOf(file)).toBe(0o600);
      expect(readFileSync(file, 'utf8')).toContain(`data-page="${page}" data-port="1"`);
    }
  });

  it('may run its own script, ask that server, and nothing else', () => {
    const page = firstPage('dock', facts);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/);
    expect(policy).toContain('connect-src http://127.0.0.1:47820');
    expect(policy).not.toContain('unsafe');
    expect(page).toContain('<script>let one = 1;</script>');
  });
});
