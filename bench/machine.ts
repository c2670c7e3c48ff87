// What a figure was measured on, and of which commit: part of every report.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { repositoryRoot } from '../scripts/repository.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly os: string;
  readonly node: string;
  /** Of the working tree; `+` where it had changes. */
  readonly commit: string;
  readonly date: string;
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: repositoryRoot, encoding: 'utf8' }).trim();
}

function osName(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? os.type();
  } catch {
    // Not every system has the file; its kernel's name will do.
    return os.type();
  }
}

export function describeMachine(): Machine {
  const isChanged = git('status', '--porcelain', '--untracked-files=no') !== '';
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    os: `${osName()}, Linux ${os.release()}`.slice(0, 120),
    node: process.version,
    commit: git('rev-parse', '--short', 'HEAD') + (isChanged ? '+' : ''),
    date: new Date().toISOString().slice(0, 10),
  };
}
