// `playalter dashboard`: opens the dock's large form in the browser, or prints its address.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ArgsDef } from 'citty';
import {
  ensureRuntimeFolder,
  runtimeFolderPath,
} from '../../control-server/src/channel/runtime-folder.ts';
import { CodedError } from '../../control-server/src/coded-error.ts';
import { firstPageNames } from '../../control-server/src/http/first-page.ts';
import { ownFolderPath } from '../../control-server/src/http/own-folder.ts';
import { readOrMakeToken } from '../../control-server/src/http/token-file.ts';
import { readAddress } from '../../control-server/src/server-address.ts';
import { loginNonce, loginProof } from '../../protocol/dock-login.ts';
import { type Command, progress } from '../command-line.ts';
import { exitStatus, UserError } from '../user-error.ts';

const args = {
  print: { type: 'boolean', description: 'Only print the address; it has the token in it' },
} as const satisfies ArgsDef;

const answerTimeoutMs = 3000;

export const dashboardCommand: Command<typeof args> = {
  name: 'dashboard',
  description: 'Opens the dashboard in your browser, while OBS runs.',
  args,
  async run({ print }) {
    const address = await dashboardAddress();
    if (print) {
      process.stdout.write(`${address}\n`);
      return 0;
    }
    // Not the address itself: everybody who can list processes would see the token in it.
    const page = path.join(ownFolderPath(), firstPageNames.dashboard);
    if (!(await openInBrowser(page))) {
      throw new UserError({
        code: 'browser_missing',
        message: `No browser could be opened; open ${page} in one, or use --print for the address.`,
        status: exitStatus.unavailable,
      });
    }
    progress('the dashboard opens in your browser; if it may not read the page, use --print');
    return 0;
  },
};

/** Throws UserError where no daemon answers, or what answers is not ours. */
export async function dashboardAddress(environment = process.env): Promise<string> {
  const { token, port } = whereItIs(environment);
  if (port === undefined || !(await isOurs(port, token))) {
    throw new UserError({
      code: 'daemon_missing',
      message: "PlayAlter's daemon does not run; it starts with OBS and ends with it.",
      status: exitStatus.unavailable,
    });
  }
  return `http://127.0.0.1:${port}/dashboard#token=${token}`;
}

function whereItIs(environment: NodeJS.ProcessEnv): { token: string; port: number | undefined } {
  try {
    const uid = process.geteuid?.() ?? 0;
    const { XDG_RUNTIME_DIR: xdgRuntimeDir } = environment;
    const folder = runtimeFolderPath(xdgRuntimeDir, uid);
    ensureRuntimeFolder(folder, uid);
    const port = readAddress(folder)?.port;
    // Without a daemon that has run there is no token either, and none is to be made here.
    if (port === undefined) return { token: '', port };
    return { token: readOrMakeToken(ownFolderPath(environment)).token, port };
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause;
    const { code, message } = cause;
    throw new UserError({ code, message, status: exitStatus.unavailable, cause });
  }
}

/** The port may belong to anybody since the daemon ended, and the token goes there with the address. */
async function isOurs(port: number, token: string): Promise<boolean> {
  const nonce = loginNonce();
  try {
    const reply = await fetch(`http://127.0.0.1:${port}/proof?nonce=${nonce}`, {
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const answer: unknown = await reply.json();
    const proof = await loginProof({ token, role: 'server', port, nonce });
    return (
      typeof answer === 'object' && answer !== null && 'proof' in answer && answer.proof === proof
    );
  } catch {
    // Nobody answers there, or nothing of ours.
    return false;
  }
}

/** False where there is no desktop to ask. */
async function openInBrowser(file: string): Promise<boolean> {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  try {
    const opener = spawn(program, [file], { stdio: 'ignore' });
    const [code] = await once(opener, 'close');
    return code === 0;
  } catch {
    // The program is not there.
    return false;
  }
}
