// Brings the repository from a fresh checkout to something that runs.

import { progress } from '../command-line.ts';
import { bringUpToDate, type StampedStep } from './stamps.ts';
import {
  addonStep,
  clientStep,
  daemonStep,
  demoClipStep,
  dockStep,
  frameHostStep,
  largeTestClipStep,
  modelStep,
  pluginStep,
  pluginTestStep,
  socketFaultStep,
  testClipStep,
} from './steps.ts';

const labels = new Map<StampedStep, string>([
  [pluginStep, 'the OBS plugin'],
  [addonStep, 'the frame channel addon'],
  [pluginTestStep, 'the tests of the plugin'],
  [clientStep, 'the client for other programs'],
  [daemonStep, 'the daemon'],
  [dockStep, 'the dock'],
  [frameHostStep, 'the frame host'],
  [modelStep, 'the detection models'],
  [demoClipStep, 'the demo clip'],
  [testClipStep, 'the test clip'],
  [largeTestClipStep, 'the larger test clip'],
  [socketFaultStep, 'what breaks connections'],
]);

/** What OBS needs to mask a source. */
export const toRun = [pluginStep, addonStep, daemonStep, dockStep, modelStep] as const;
export const toInjectFaults = [...toRun, testClipStep, largeTestClipStep, socketFaultStep] as const;
/** And what other programs may use of it. */
export const toBuild = [...toRun, clientStep] as const;
export const toTest = [...toInjectFaults, clientStep, pluginTestStep, frameHostStep] as const;

export async function prepare(steps: readonly StampedStep[]): Promise<void> {
  for (const step of steps) {
    const started = performance.now();
    const wasDone = await bringUpToDate(step);
    if (!wasDone) continue;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    progress(`made ${labels.get(step) ?? step.name} (${seconds} s)`);
  }
}
