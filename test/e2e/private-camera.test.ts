// A Private Camera that owns the test clip: masked like a filtered source, and nothing at all where the plugin is
// missing, which is where a filtered source is raw.

import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  clipSource,
  maskedSourceName,
  maskFilter,
  privateCamera,
} from '../../scripts/obs-config/scene-collection.ts';
import { checkLeaks, type ReferenceClip } from '../support/leak-check.ts';
import {
  collectionOf,
  loadReference,
  MaskedSession,
  testClipOptions,
} from '../support/masked-session.ts';

const owned = clipSource(testClipOptions.file, []);
// Recorded from before its first mask on, which the go-live guard would stop.
const camera = collectionOf(privateCamera(owned, { go_live_guard: 'off' }));
const filtered = collectionOf({ ...owned, filters: [maskFilter()] });

let reference: ReferenceClip;
let session: MaskedSession | undefined;

beforeAll(async () => {
  reference = await loadReference();
});

afterEach(async () => {
  await session?.stop();
});

describe('with the plugin', () => {
  it('shows no face, from the first frame on, and leaves the background alone', async () => {
    const running = await MaskedSession.start({ withFilter: false, collection: camera });
    session = running;
    const frames = await running.record(6_000, async () => {
      await running.waitForMasked();
    });
    const status = await running.filter();
    const { inputs } = await running.obs.call('GetInputList');
    const end = await running.stop();

    const report = checkLeaks(frames, reference);
    console.log(
      `private camera: ${report.shown} frames, ${report.compared} compared, ${report.covered} covered, ${report.facesCompared} faces, resemblance highest ${report.resemblanceHighest.toFixed(3)}`,
    );
    expect(report.leaks).toEqual([]);
    expect(report.facesCompared).toBeGreaterThan(100);
    expect(report.resemblanceMedian).toBeLessThan(0.2);
    expect(report.backgroundMedian).toBeLessThan(0.03);
    expect(status).toMatchObject({
      kind: 'private_camera',
      filter_name: maskedSourceName,
      source_name: maskedSourceName,
    });
    // Nobody can show the camera that it owns.
    expect(inputs.map(({ inputName }) => inputName)).toEqual([maskedSourceName]);
    expect(end.survivors).toEqual([]);
    // Stock OBS 29 leaks one allocation of its own after any output.
    if (end.memoryLeaks !== undefined) expect(end.memoryLeaks).toBeLessThanOrEqual(1);
  });
});

describe('in an OBS without the plugin', () => {
  const recordWithoutPlugin = async (collection: object) => {
    session = await MaskedSession.start({ withFilter: false, collection, withPlugin: false });
    return checkLeaks(await session.record(3_000), reference);
  };

  it('shows nothing of the clip', async () => {
    const report = await recordWithoutPlugin(camera);
    expect(report.shown).toBeGreaterThan(30);
    expect(report.covered).toBe(report.shown);
    expect(report.leaks).toEqual([]);
  });

  it('would show every face with the filter instead', async () => {
    const report = await recordWithoutPlugin(filtered);
    expect(report.facesCompared).toBeGreaterThan(100);
    expect(report.leaks.length).toBe(report.facesCompared);
  });
});
