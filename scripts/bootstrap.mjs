// What runs before anything is installed: system packages, npm packages, then the command itself
// (scripts/<command>.ts). Plain JavaScript without dependencies. Usage:
//   node scripts/bootstrap.mjs start|test|setup|dev [options]

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const commands = ['start', 'test', 'setup', 'dev'];
// Of sysexits.h.
const exitUsage = 64;
const exitUnavailable = 69;
const exitPermission = 77;
const oldestNode = [20, 17];

/** @param {string} message @param {number} status @returns {never} */
function fail(message, status) {
  process.stderr.write(`playalter: ${message}\n`);
  process.exit(status);
}

/** @param {string} message */
function progress(message) {
  process.stderr.write(`playalter: ${message}\n`);
}

/** Output goes to stderr: stdout belongs to the command. @param {string} program @param {string[]} args */
function run(program, args, environment = {}) {
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...environment },
  });
  return status === 0;
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  fail(
    `Node ${oldestNode.join('.')} or newer is needed; this is ${process.version}.`,
    exitUnavailable,
  );
}

/** @param {string} name */
function isProgramThere(name) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @param {string} name */
function isPackageInstalled(name) {
  const asked = spawnSync('dpkg-query', ['-s', name]);
  // Not Debian: nobody to ask, and the programs that are asked for tell enough.
  if (asked.error) return true;
  return asked.stdout.toString().includes('Status: install ok installed');
}

/** @param {string} command */
function missingPackages(command) {
  const file = path.join(root, 'scripts', 'system-packages.json');
  /** @type {{package: string, program?: string, file?: string, for?: string}[]} */
  const requirements = JSON.parse(readFileSync(file, 'utf8')).requirements;
  return requirements
    .filter((requirement) => {
      if (requirement.for && requirement.for !== command) return false;
      if (requirement.program) return !isProgramThere(requirement.program);
      if (requirement.file) return !existsSync(requirement.file);
      return !isPackageInstalled(requirement.package);
    })
    .map((requirement) => requirement.package);
}

/** The words before apt-get, or undefined where packages cannot be installed. */
function rootPrefix() {
  if (!isProgramThere('apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  const sudo = isProgramThere('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0;
  return sudo ? ['sudo', '-n'] : undefined;
}

/** @param {string} command */
function ensureSystemPackages(command) {
  const missing = missingPackages(command);
  if (missing.length === 0) return;
  const byHand = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  const prefix = rootPrefix();
  if (!prefix) {
    fail(`Packages of the system are missing; install them as root: ${byHand}`, exitUnavailable);
  }
  progress(`installing ${missing.join(', ')}`);
  const [program = '', ...words] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  const lock = ['-o', 'DPkg::Lock::Timeout=300', '-q'];
  // A failed update may still leave lists that are good enough: the installation decides.
  run(program, [...words, ...lock, 'update']);
  run(program, [...words, ...lock, 'install', '-y', '--no-install-recommends', ...missing]);
  const left = missingPackages(command);
  if (left.length === 0) return;
  fail(
    `The system's packages ${left.join(', ')} could not be installed, see above.`,
    exitUnavailable,
  );
}

/** True where node_modules holds what package-lock.json says, but for other platforms' packages. */
function areNpmPackagesCurrent() {
  const installedFile = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([name, entry]) =>
      name === '' ||
      (installed[name] ? installed[name].version === entry.version : entry.optional === true),
  );
}

function ensureNpmPackages() {
  if (areNpmPackagesCurrent()) return;
  const folder = existsSync(path.join(root, 'node_modules'))
    ? path.join(root, 'node_modules')
    : root;
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    fail(
      `The folder ${folder} cannot be written to; check its owner and permissions.`,
      exitPermission,
    );
  }
  progress('installing npm packages');
  const { npm_execpath: npmScript } = process.env;
  const npm = npmScript?.endsWith('.js') ? [process.execPath, npmScript] : ['npm'];
  const [program = 'npm', ...words] = npm;
  if (
    !run(program, [...words, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
  ) {
    fail('The npm packages could not be installed, see above.', exitUnavailable);
  }
}

/** @param {string} command @param {string[]} args */
function runCommand(command, args) {
  const tsx = path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const script = path.join(root, 'scripts', `${command}.ts`);
  const child = spawn(process.execPath, [tsx, script, ...args], { cwd: root, stdio: 'inherit' });
  // Ctrl+C reaches the child by itself; this process only has to outlive it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('close', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

const [command = '', ...args] = process.argv.slice(2);
if (!commands.includes(command)) {
  fail(`"${command}" is no command; there are ${commands.join(', ')}.`, exitUsage);
}
checkNode();
ensureSystemPackages(command);
ensureNpmPackages();
runCommand(command, args);
