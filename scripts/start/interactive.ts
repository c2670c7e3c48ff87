// `npm start`: the user's OBS, with a masked source in a scene of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { progress } from '../command-line.ts';
import { demoClip } from '../demo-clip/clip-catalog.ts';
import { describeDock, installDock } from '../dock-install.ts';
import { modelOffer } from '../models/model-offer.ts';
import {
  cameraSource,
  clipSource,
  maskFilter,
  privateCamera,
  type SourceEntry,
} from '../obs-config/scene-collection.ts';
import { installPlugin, userConfigFolder } from '../plugin-install.ts';
import { built } from '../repository.ts';
import { prepare, toRun } from '../setup/prepare.ts';
import { demoClipStep } from '../setup/steps.ts';
import { exitStatus, systemCode, UserError } from '../user-error.ts';
import { findCamera } from './camera.ts';
import { userProfileName, writeUserSetup } from './user-collection.ts';

/** OBS's own exit status. */
export async function startInteractive(recordingFolder: string): Promise<number> {
  requireDisplay(process.env);
  await requireObsClosed();
  await prepare(toRun);
  const source = await chooseSource();
  const configFolder = userConfigFolder();
  await installPlugin({ configFolder });
  progress(describeDock(await installDock({ configFolder })));
  const { putAside } = await writeUserSetup({ configFolder, source, recordingFolder });
  if (putAside) {
    progress(`the scene collection PlayAlter was not as it should be; the old one is ${putAside}`);
  }
  const offer = modelOffer();
  if (offer) progress(offer);
  progress('starting OBS with the profile and scene collection "PlayAlter"');
  return await runObs();
}

function requireDisplay({ DISPLAY, WAYLAND_DISPLAY }: NodeJS.ProcessEnv): void {
  if (DISPLAY || WAYLAND_DISPLAY) return;
  throw new UserError({
    code: 'display_missing',
    message:
      'There is no display to open OBS on; use "npm start -- --headless" to run without one.',
    status: exitStatus.unavailable,
  });
}

/** OBS writes its settings when it ends, and would write over what is set up here. */
async function requireObsClosed(): Promise<void> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const commandLine = (await readFile(`/proc/${entry}/cmdline`, 'utf8')).split('\0');
      if (path.basename(commandLine[0] ?? '') !== 'obs') continue;
      const environment = await readFile(`/proc/${entry}/environ`, 'utf8');
      if (!sharesConfig(environment)) continue;
    } catch (error) {
      // Gone since the listing, or another user's.
      const code = systemCode(error);
      if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') continue;
      throw error;
    }
    throw new UserError({
      code: 'obs_running',
      message: 'OBS is open; close it and start again.',
      status: exitStatus.temporary,
    });
  }
}

function sharesConfig(environment: string): boolean {
  const entries = environment.split('\0').map((entry) => {
    const at = entry.indexOf('=');
    return [entry.slice(0, at), entry.slice(at + 1)] as const;
  });
  const theirs: Record<string, string> = Object.fromEntries(entries);
  const { HOME } = theirs;
  return HOME !== undefined && userConfigFolder(theirs) === userConfigFolder();
}

async function chooseSource(): Promise<SourceEntry> {
  const { device, refused } = await findCamera();
  if (device) {
    progress(`the camera is ${device}`);
    // Fails closed: without the plugin OBS would show a camera with the filter raw, and shows nothing of this.
    return privateCamera(cameraSource(device, []));
  }
  for (const name of refused) {
    progress(`${name} may not be opened by you; the group "video" usually may`);
  }
  progress('there is no camera; a demo clip is shown instead');
  await prepare([demoClipStep]);
  return clipSource(demoClip(built.clips).file, [maskFilter()]);
}

async function runObs(): Promise<number> {
  const obs = spawn('obs', ['--profile', userProfileName, '--collection', userProfileName], {
    stdio: ['ignore', 2, 2],
  });
  const forward = (signal: NodeJS.Signals) => obs.kill(signal);
  process.on('SIGINT', forward);
  process.on('SIGTERM', () => forward('SIGINT'));
  try {
    const [code, signal] = await once(obs, 'close');
    if (signal) progress(`OBS was ended by ${String(signal)}`);
    return typeof code === 'number' ? code : exitStatus.software;
  } catch (cause) {
    throw new UserError({
      code: 'obs_missing',
      message: 'OBS could not be started; is the program "obs" installed?',
      status: exitStatus.unavailable,
      cause,
    });
  }
}
