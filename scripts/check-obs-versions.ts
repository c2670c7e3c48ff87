// Compiles the plugin against the libobs of newer Debian releases (OBS 30 and 32), and checks that each of
// their libraries has every symbol that the plugin, built here, asks for. Needs apt-get and dpkg; installs
// nothing: the packages are unpacked into a temporary folder.
//   npx tsx scripts/check-obs-versions.ts

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { progress, runCommand } from './command-line.ts';
import { built, inRepository } from './repository.ts';
import { exitStatus, UserError } from './user-error.ts';

const suites = ['trixie', 'sid'] as const;
const packages = ['libobs-dev', 'libobs0t64', 'libsimde-dev'] as const;
const mirror = 'http://deb.debian.org/debian';
const libobsSymbol =
  /^(obs|gs|blog|bfree|bmalloc|bzalloc|os|proc|signal|calldata|vec|matrix|base|text)(_|$)/;

const run = promisify(execFile);
const outputBytesMax = 64 * 1024 * 1024;

async function unpack(suite: string, folder: string): Promise<string> {
  const root = path.join(folder, 'root');
  const state = path.join(folder, 'state');
  await mkdir(path.join(state, 'lists', 'partial'), { recursive: true });
  await mkdir(path.join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  await writeFile(path.join(state, 'status'), '');
  await writeFile(path.join(folder, 'sources.list'), `deb [trusted=yes] ${mirror} ${suite} main\n`);
  const options = [
    `Dir::State=${state}`,
    `Dir::State::status=${state}/status`,
    `Dir::Cache=${folder}/cache`,
    `Dir::Etc::sourcelist=${folder}/sources.list`,
    'Dir::Etc::sourceparts=-',
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  const apt = (...command: string[]) =>
    run('apt-get', [...options, '-qq', ...command], { cwd: folder, maxBuffer: outputBytesMax });
  await apt('update');
  await apt('download', ...packages);
  for (const file of await readdir(folder)) {
    if (file.endsWith('.deb')) await run('dpkg', ['-x', path.join(folder, file), root]);
  }
  return root;
}

async function sources(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.cpp')).map((name) => path.join(folder, name));
}

async function compile(root: string, generated: string): Promise<void> {
  const source = inRepository('obs-plugin', 'src');
  const files = [...(await sources(source)), ...(await sources(path.join(source, 'channel')))];
  for (const file of files) {
    await run('g++', [
      ...['-std=c++17', '-Wall', '-Wextra', '-Werror', '-fPIC', '-fsyntax-only', file],
      ...[`-I${source}`, `-I${inRepository()}`, `-I${generated}`],
      ...[
        '-isystem',
        path.join(root, 'usr/include/obs'),
        '-isystem',
        path.join(root, 'usr/include'),
      ],
      '-DHAVE_OBSCONFIG_H',
    ]);
  }
}

async function symbols(
  file: string,
  kind: '--undefined-only' | '--defined-only',
): Promise<Set<string>> {
  const { stdout } = await run('nm', ['-D', kind, file], { maxBuffer: outputBytesMax });
  const names = stdout.split('\n').map((line) => line.trim().split(/\s+/).at(-1) ?? '');
  return new Set(names.map((name) => name.split('@', 1)[0] ?? name));
}

async function version(root: string): Promise<string> {
  const header = await readFile(path.join(root, 'usr/include/obs/obs-config.h'), 'utf8');
  const number = (name: string) =>
    new RegExp(`define LIBOBS_API_${name}_VER (\\d+)`).exec(header)?.[1];
  return `${number('MAJOR')}.${number('MINOR')}.${number('PATCH')}`;
}

async function check(suite: string, folder: string, generated: string): Promise<void> {
  const root = await unpack(suite, folder);
  const libraries = path.join(root, 'usr/lib/x86_64-linux-gnu');
  const library = (await readdir(libraries)).find((name) => /^libobs\.so\.\d+$/.test(name));
  if (!library) throw new Error(`libobs0t64 of ${suite} holds no libobs.`);
  await compile(root, generated);
  const offered = await symbols(path.join(libraries, library), '--defined-only');
  const wanted = [...(await symbols(built.plugin, '--undefined-only'))].filter((name) =>
    libobsSymbol.test(name),
  );
  const missing = wanted.filter((name) => !offered.has(name));
  if (wanted.length === 0 || missing.length > 0) {
    throw new UserError({
      code: 'libobs_symbols_missing',
      message: `libobs of ${suite} lacks what the plugin needs: ${missing.join(', ') || 'nothing was found to compare'}.`,
      status: exitStatus.software,
    });
  }
  progress(`libobs ${await version(root)} (${suite}): compiles, ${wanted.length} symbols found`);
}

await runCommand({
  name: 'check-obs-versions',
  description: 'Compiles the plugin against newer libobs versions from Debian.',
  args: {},
  async run() {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'playalter-obs-'));
    try {
      const { version: own } = JSON.parse(await readFile(inRepository('package.json'), 'utf8'));
      const template = await readFile(inRepository('obs-plugin/src/plugin-version.hpp.in'), 'utf8');
      await writeFile(
        path.join(folder, 'plugin-version.hpp'),
        template.replace('@PROJECT_VERSION@', String(own)),
      );
      for (const suite of suites) {
        await mkdir(path.join(folder, suite));
        await check(suite, path.join(folder, suite), folder);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return 0;
  },
});
