// The per-user token: 32 random bytes, made once, in a file that only its user can read. Who knows it may see and steer
// everything.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CodedError, errorCode } from '../coded-error.ts';

export const tokenFileName = 'token';
const tokenPattern = /^[0-9a-f]{64}$/;

export interface TokenFile {
  readonly token: string;
  /** Others could have read the one that was there before: everybody who knew it needs the new one. */
  readonly isReplaced: boolean;
}

/** Reads the token in the folder, or makes one. A file that others may read, or that is none of ours, is replaced. */
export function readOrMakeToken(folder: string): TokenFile {
  const file = path.join(folder, tokenFileName);
  try {
    const found = readToken(file);
    if (found !== undefined) return { token: found, isReplaced: false };
    const isReplaced = removeIfThere(file);
    return { token: makeToken(file), isReplaced };
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    throw new CodedError('token_unusable', `The token file ${file} can't be used.`, { cause });
  }
}

/** Undefined where it is not there, or not to be trusted. */
function readToken(file: string): string | undefined {
  try {
    const facts = lstatSync(file);
    const isOurs = facts.uid === (process.geteuid?.() ?? facts.uid);
    if (!facts.isFile() || !isOurs || (facts.mode & 0o077) !== 0) return undefined;
    const text = readFileSync(file, 'utf8').trim();
    return tokenPattern.test(text) ? text : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function removeIfThere(file: string): boolean {
  try {
    rmSync(file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Appears whole or not at all; of two that make one at once, one wins and both use it. */
function makeToken(file: string): string {
  const token = randomBytes(32).toString('hex');
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${token}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
    return token;
  } catch (error) {
    const theirs = errorCode(error) === 'EEXIST' ? readToken(file) : undefined;
    if (theirs === undefined) throw error;
    return theirs;
  } finally {
    rmSync(draft);
  }
}

/** In time that says nothing about either, whatever their lengths. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
