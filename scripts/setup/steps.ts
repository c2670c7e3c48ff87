// The build steps, in the order in which they need each other.

import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { modelManifest } from '../../models/manifest.ts';
import {
  demoClip,
  largeTestClipFile,
  largeTestClipSize,
  testClip,
} from '../demo-clip/clip-catalog.ts';
import { type ClipFileOptions, truthFileOf, writeClipFile } from '../demo-clip/clip-file.ts';
import { isThere, readIfThere } from '../obs-config/profile-files.ts';
import { built, inRepository } from '../repository.ts';
import { bundleClient } from './client-bundle.ts';
import { bundleDaemon } from './daemon-bundle.ts';
import { bundleDock, dockPages } from './dock-bundle.ts';
import { runProgram, tsxArguments } from './run-program.ts';
import type { StampedStep } from './stamps.ts';

export const nativeTestFolder = inRepository('build', 'plugin-tests');

interface CmakeBuild {
  readonly source: string;
  readonly folder: string;
  readonly failure: string;
  readonly options?: readonly string[];
}

/** Two at a time: the smallest machine that this is built for has two cores. */
const parallelJobs = '2';

async function cmake({ source, folder, failure, options = [] }: CmakeBuild): Promise<void> {
  const cache = await readIfThere(path.join(folder, 'CMakeCache.txt'));
  const home = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(cache ?? '')?.[1];
  // Configured for a checkout that lay elsewhere: CMake refuses such a folder.
  if (home !== undefined && home !== inRepository(source)) {
    await rm(folder, { recursive: true, force: true });
  }
  const common = { program: 'cmake', failure, quiet: true };
  await runProgram({
    ...common,
    arguments: ['-S', inRepository(source), '-B', folder, ...options],
  });
  await runProgram({
    ...common,
    arguments: ['--build', folder, '--parallel', parallelJobs],
  });
}

const pluginFolder = inRepository('build', 'obs-plugin');
const channelLibrary = path.join(pluginFolder, 'src', 'channel', 'libplayalter_channel.a');

export const pluginStep: StampedStep = {
  name: 'obs-plugin',
  inputs: ['obs-plugin', 'protocol', 'package.json'],
  outputs: [built.plugin],
  run: () =>
    cmake({
      source: 'obs-plugin',
      folder: pluginFolder,
      failure: 'The OBS plugin could not be built',
    }),
};

export const addonStep: StampedStep = {
  name: 'native-addon',
  inputs: ['control-server/native', 'protocol'],
  outputs: [built.addon, built.daemonAddon],
  async run() {
    await cmake({
      source: 'control-server/native',
      folder: inRepository('build', 'native-cmake'),
      failure: 'The frame channel addon could not be built',
    });
    await mkdir(path.dirname(built.daemonAddon), { recursive: true });
    await copyFile(built.addon, `${built.daemonAddon}.unfinished`);
    await rename(`${built.daemonAddon}.unfinished`, built.daemonAddon);
  },
};

/** The plugin's C++ tests, plain and with sanitisers. The addon's are built by the test that runs them. */
export const pluginTestStep: StampedStep = {
  name: 'plugin-tests',
  inputs: ['obs-plugin', 'protocol'],
  outputs: [path.join(nativeTestFolder, 'CTestTestfile.cmake')],
  async run() {
    // Of the plugin's build, which comes before.
    const library = (await isThere(channelLibrary)) ? channelLibrary : '';
    await cmake({
      source: 'obs-plugin/tests',
      folder: nativeTestFolder,
      failure: "The plugin's tests could not be built",
      options: [`-DPLAYALTER_CHANNEL_LIBRARY=${library}`],
    });
  },
};

/** What fault injection needs beyond Node. */
export const socketFaultStep: StampedStep = {
  name: 'socket-fault',
  inputs: ['test/faults/native'],
  outputs: [built.socketFault],
  run: () =>
    cmake({
      source: 'test/faults/native',
      folder: path.dirname(built.socketFault),
      failure: 'The program that breaks connections could not be built',
    }),
};

/** libobs without a user interface, for test/frame-host. */
export const frameHostStep: StampedStep = {
  name: 'frame-host',
  inputs: ['obs-plugin/host', 'obs-plugin/src', 'protocol'],
  outputs: [inRepository('build', 'frame-host', 'playalter-frame-host')],
  run: () =>
    cmake({
      source: 'obs-plugin/host',
      folder: inRepository('build', 'frame-host'),
      failure: 'The frame host could not be built',
    }),
};

export const daemonStep: StampedStep = {
  name: 'daemon',
  inputs: [
    'control-server/src',
    'dock-ui/src/first-page.ts',
    'protocol',
    'package-lock.json',
    'scripts/setup/daemon-bundle.ts',
  ],
  outputs: [built.daemon, built.worker, built.controlServer, built.firstPageScript],
  run: bundleDaemon,
};

/** What other programs import as `playalter/client`. */
export const clientStep: StampedStep = {
  name: 'client',
  inputs: ['client', 'protocol', 'tsconfig.client.json', 'scripts/setup/client-bundle.ts'],
  outputs: [built.client, inRepository('build', 'client', 'types', 'client', 'index.d.ts')],
  run: bundleClient,
};

/** The pages that the daemon serves. */
export const dockStep: StampedStep = {
  name: 'dock-ui',
  inputs: ['dock-ui/src', 'protocol', 'package-lock.json', 'scripts/setup/dock-bundle.ts'],
  outputs: [...dockPages.map(({ file }) => path.join(built.dockUi, file)), built.dockUiAssets],
  run: bundleDock,
};

export const modelStep: StampedStep = {
  name: 'models',
  inputs: ['models', 'package-lock.json'],
  outputs: modelManifest.map(({ built: { file } }) => inRepository('models', 'built', file)),
  run: () =>
    runProgram({
      program: process.execPath,
      arguments: tsxArguments('models/build-models.ts'),
      failure: 'The detection models could not be made',
    }),
};

export function clipStep(name: string, clip: ClipFileOptions): StampedStep {
  return {
    name,
    inputs: ['scripts/demo-clip'],
    outputs: [clip.file, truthFileOf(clip.file)],
    run: () => writeClipFile(clip),
  };
}

export const demoClipStep = clipStep('demo-clip', demoClip(built.clips));
export const testClipStep = clipStep('test-clip', testClip(built.clips));

/** The same pictures, larger: what a source becomes that is resized. */
export const largeTestClipStep: StampedStep = {
  name: 'large-test-clip',
  inputs: ['scripts/demo-clip'],
  outputs: [largeTestClipFile(built.clips)],
  async run() {
    const { width, height } = largeTestClipSize;
    await runProgram({
      program: 'ffmpeg',
      arguments: [
        ...['-hide_banner', '-loglevel', 'error', '-y', '-i', testClip(built.clips).file],
        ...['-vf', `scale=${width}:${height}:flags=lanczos`, '-c:v', 'libx264', '-crf', '16'],
        ...['-preset', 'veryfast', '-pix_fmt', 'yuv420p', largeTestClipFile(built.clips)],
      ],
      failure: 'The larger test clip could not be made',
      quiet: true,
    });
  },
};
