// What there is to compute on, and what a verdict on a provider hangs on: processor, system, graphics hardware and drivers, inference runtime, models. If any of
// it changes, providers are tried again.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { modelManifest } from '../../../../models/manifest.ts';
import type { GraphicsFacts } from './provider-choice.ts';

const vulkanFolders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];
const graphicsFolder = '/sys/class/drm';
const nvidiaVersion = '/proc/driver/nvidia/version';

export function graphicsFacts(): GraphicsFacts {
  // Windows' devices, in its subsystem for Linux.
  const isWindows = existsSync('/dev/dxg');
  return {
    platform: os.platform(),
    hasDevice: isWindows || existsSync('/dev/dri'),
    hasNvidia: isWindows || existsSync('/dev/nvidiactl'),
  };
}

/** A digest; the same as long as nothing of the above changes, as far as it can be told. */
export function machineKey(): string {
  const facts = [
    os.platform(),
    os.arch(),
    os.release(),
    os.cpus()[0]?.model ?? '',
    runtimeVersion(),
    ...modelManifest.map(({ built }) => built.sha256),
    textOf(nvidiaVersion),
    ...vulkanFolders.flatMap((folder) =>
      namesIn(folder).map((name) => `${name} ${changedMs(path.join(folder, name))}`),
    ),
    ...namesIn(graphicsFolder).map((name) => {
      const device = path.join(graphicsFolder, name, 'device');
      return `${textOf(path.join(device, 'vendor'))} ${textOf(path.join(device, 'device'))}`;
    }),
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

/** Of onnxruntime-node, without loading it; empty where it can't be told. */
function runtimeVersion(): string {
  try {
    const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
    const text = textOf(path.join(path.dirname(path.dirname(entry)), 'package.json'));
    return String((JSON.parse(text) as { version?: unknown }).version ?? '');
  } catch {
    // Not where it usually is: then its version decides nothing here, and the models can't be opened either.
    return '';
  }
}

/** What is not there, or not for us to read, is as good as empty: drivers come and go with their files. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function changedMs(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}
