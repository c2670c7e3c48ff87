// The clips that the project makes for itself: one to show, one for the tests.

import path from 'node:path';
import type { ClipFileOptions } from './clip-file.ts';

const easyViews = ['front', 'turned'] as const;

/** What is shown where no camera is: loops for as long as OBS runs. */
export function demoClip(folder: string): ClipFileOptions {
  return {
    file: path.join(folder, 'demo.mp4'),
    seed: 20,
    width: 640,
    height: 360,
    fps: 30,
    frameCount: 600,
    swaying: 2,
    walkPerSecond: 0.14,
    views: easyViews,
  };
}

/** For the tests against a real OBS: short, so that a recording sees it loop. */
export function testClip(folder: string): ClipFileOptions {
  return {
    ...demoClip(folder),
    file: path.join(folder, 'test.mp4'),
    seed: 7,
    frameCount: 240,
  };
}

/** The test clip in another size, for a source that is resized. */
export const largeTestClipSize = { width: 960, height: 540 } as const;

export function largeTestClipFile(folder: string): string {
  return path.join(folder, 'test-large.mp4');
}
