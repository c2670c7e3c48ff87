// What can happen to the source in OBS.

import { setTimeout as delay } from 'node:timers/promises';
import {
  largeTestClipFile,
  largeTestClipSize,
  testClip,
} from '../../scripts/demo-clip/clip-catalog.ts';
import { maskedSourceName } from '../../scripts/obs-config/scene-collection.ts';
import { built } from '../../scripts/repository.ts';
import { canvas, testSceneName } from '../support/masked-session.ts';
import type { Fault, Trial } from './fault.ts';
import { plainSourceName } from './fault-scene.ts';
import { upperLeftDoubled } from './half-size.ts';

const hiddenMs = 1_200;
const heldMs = 1_500;
const cycles = 200;
const moreFilters = 7;
const eachInFrontMs = 700;
const secondName = 'Second camera';

/** To a larger clip of the same pictures, and back. */
async function resized(trial: Trial): Promise<void> {
  const small = testClip(built.clips);
  const sizes = [
    { file: largeTestClipFile(built.clips), widthPx: largeTestClipSize.width },
    { file: small.file, widthPx: small.width },
  ];
  for (const { file, widthPx } of sizes) {
    const causeMs = performance.now();
    await trial.scene.playFile(file);
    // The old size is masked until the first picture of the new one comes.
    const goneMs = await trial.monitor.firstSeen('the new size', causeMs, (sample) => {
      return sample.widthPx === widthPx;
    });
    await trial.recovered({ causeMs, goneMs });
    await trial.scene.settle();
  }
}

/** To a quarter of the picture and back. Nothing says when OBS has done it: the masks just go on. */
async function transformed(trial: Trial): Promise<void> {
  trial.views.push(upperLeftDoubled);
  const sceneItemId = await trial.scene.itemOf(maskedSourceName);
  for (const share of [0.5, 1]) {
    const causeMs = performance.now();
    await trial.scene.obs.call('SetSceneItemTransform', {
      sceneName: testSceneName,
      sceneItemId,
      sceneItemTransform: {
        boundsWidth: canvas.width * share,
        boundsHeight: canvas.height * share,
      },
    });
    await trial.recovered({ causeMs, goneMs: performance.now() });
    await delay(heldMs);
  }
}

async function hidden(trial: Trial): Promise<void> {
  const causeMs = performance.now();
  await trial.scene.show(maskedSourceName, false);
  await delay(hiddenMs);
  await trial.scene.show(maskedSourceName, true);
  await trial.recovered({ causeMs, goneMs: performance.now() });
}

async function duplicated(trial: Trial): Promise<void> {
  const { scene } = trial;
  const causeMs = performance.now();
  const { sceneItemId } = await scene.obs.call('DuplicateSceneItem', {
    sceneName: testSceneName,
    sceneItemId: await scene.itemOf(maskedSourceName),
  });
  await scene.addMaskedClip(secondName);
  await delay(heldMs);
  await scene.obs.call('RemoveSceneItem', { sceneName: testSceneName, sceneItemId });
  await scene.remove(secondName);
  await trial.recovered({ causeMs, goneMs: performance.now() });
}

async function addedAndRemoved(trial: Trial): Promise<void> {
  const causeMs = performance.now();
  for (let cycle = 0; cycle < cycles; cycle++) {
    await trial.scene.addFilter(plainSourceName);
    await trial.scene.removeFilter(plainSourceName);
  }
  await trial.recovered({ causeMs, goneMs: performance.now() });
}

async function eightFilters(trial: Trial): Promise<void> {
  const { scene } = trial;
  const names = Array.from({ length: moreFilters }, (_unused, index) => `Camera ${index + 2}`);
  const causeMs = performance.now();
  for (const name of names) await scene.addMaskedClip(name);
  for (const name of [maskedSourceName, ...names]) {
    await scene.raise(name);
    await delay(eachInFrontMs);
  }
  await scene.raise(maskedSourceName);
  for (const name of names) await scene.remove(name);
  await trial.recovered({ causeMs, goneMs: performance.now() });
}

export const sourceFaults: readonly Fault[] = [
  {
    name: 'source-resized',
    what: 'The source becomes a larger clip, then the old one again; recovery counts from the new size.',
    isShort: true,
    run: resized,
  },
  {
    name: 'source-transformed',
    what: 'The source is shown at half its size, then at its own again.',
    run: transformed,
  },
  {
    name: 'source-hidden',
    what: `The source is hidden for ${hiddenMs / 1000} s and shown again.`,
    isShort: true,
    isQuick: true,
    run: hidden,
  },
  {
    name: 'source-duplicated',
    what: 'The source is in the scene twice, and a second source with a filter of its own lies above it.',
    run: duplicated,
  },
  {
    name: 'filter-cycles',
    what: `${cycles} times a filter is added and removed, on a second source without faces: bare, it would be raw.`,
    run: addedAndRemoved,
  },
  {
    name: 'eight-filters',
    what: 'Eight sources with a filter each at once, each in front in turn; recovery counts from the end of the other seven.',
    run: eightFilters,
  },
];
