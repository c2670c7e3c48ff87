// MoveToPrivateCamera in the middle of a recording: no frame of it shows a face, the new source has the old
// one's places, filters and sound, and comes back masked from the saved collection.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { privateCameraId, vendorName, vendorRequest } from '../../protocol/names.ts';
import { collectionFile, readIfThere } from '../../scripts/obs-config/profile-files.ts';
import {
  clipSource,
  maskedSourceName,
  maskFilter,
} from '../../scripts/obs-config/scene-collection.ts';
import { runName } from '../../scripts/obs-runner/headless-config.ts';
import { checkLeaks, type LeakReport, type ReferenceClip } from '../support/leak-check.ts';
import {
  collectionOf,
  loadReference,
  MaskedSession,
  testClipOptions,
  testSceneName,
} from '../support/masked-session.ts';

const movedName = `${maskedSourceName} (private)`;
const otherScene = 'Other';
const groupName = 'Group';
const brightness = { brightness: 0.01 };

const moveReply = z.union([
  z.object({
    source_name: z.string(),
    scene_items: z.array(z.object({ scene_name: z.string(), scene_item_id: z.number() })),
  }),
  z.object({ error_code: z.string(), error_message: z.string() }),
]);

const startable = z.looseObject({
  sources: z.array(
    z.looseObject({
      filters: z.array(z.looseObject({})),
      settings: z.looseObject({ items: z.array(z.looseObject({})).default([]) }),
      prev_ver: z.number(),
    }),
  ),
  groups: z.array(z.unknown()),
});

const cameraState = z.object({ filters: z.array(z.looseObject({ name: z.string() })) });

const savedCollection = z.object({
  sources: z.array(
    z.looseObject({
      id: z.string(),
      settings: z.looseObject({ camera_state: cameraState.optional() }),
    }),
  ),
});

let reference: ReferenceClip;

beforeAll(async () => {
  reference = await loadReference();
});

function colorFilter(name: string): object {
  return { id: 'color_filter', versioned_id: 'color_filter_v2', name, settings: brightness };
}

/** The filtered clip: video filters on either side of the mask, one of sound, and a group around an item. */
function startCollection(): object {
  const collection = startable.parse(
    collectionOf(clipSource(testClipOptions.file, [maskFilter({ intensity: 80 })])),
  );
  const [source, scene] = collection.sources;
  if (!source || !scene) throw new Error('The collection has no source or no scene.');
  const gain = { id: 'gain_filter', versioned_id: 'gain_filter', name: 'gain', settings: {} };
  const filters = [gain, colorFilter('before'), ...source.filters, colorFilter('after')];
  const { items } = scene.settings;
  const [item] = items;
  const placed = { ...item, id: 1, crop_left: 7, pos: { x: 30, y: 40 }, scale: { x: 0.5, y: 0.5 } };
  collection.groups.push({
    id: 'group',
    versioned_id: 'group',
    name: groupName,
    settings: { items: [placed], id_counter: 1, custom_size: true, cx: 320, cy: 180 },
    prev_ver: source.prev_ver,
  });
  const grouped = { ...item, id: 2, name: groupName, source_uuid: '', visible: false };
  const settings = { ...scene.settings, items: [grouped, ...items] };
  return {
    ...collection,
    sources: [
      { ...source, filters },
      { ...scene, settings },
    ],
  };
}

async function move(session: MaskedSession, sourceName: string) {
  const reply = await session.obs.call('CallVendorRequest', {
    vendorName,
    requestType: vendorRequest.moveToPrivateCamera,
    requestData: { source_name: sourceName },
  });
  return moveReply.parse(reply.responseData);
}

async function waitForMoved(session: MaskedSession): Promise<void> {
  await session.waitForMasked(60, 60_000, movedName);
}

/** All that a client can learn of a scene's items, bottom first. */
async function itemsOf({ obs }: MaskedSession, sceneName: string, isGroup = false) {
  const { sceneItems } = isGroup
    ? await obs.call('GetGroupSceneItemList', { sceneName })
    : await obs.call('GetSceneItemList', { sceneName });
  return sceneItems.map((item) => {
    const { sourceName, inputKind, sourceUuid, sceneItemTransform, ...rest } = item;
    const transform = z.looseObject({}).parse(sceneItemTransform);
    // Of the source, which has its size only when it has pictures.
    const { width, height, sourceWidth, sourceHeight, ...place } = transform;
    const isOurs = sourceName === maskedSourceName || sourceName === movedName;
    return isOurs
      ? { ...rest, source: 'ours', place }
      : { ...rest, source: sourceName, inputKind, place };
  });
}

async function everyItem(session: MaskedSession) {
  return {
    [testSceneName]: await itemsOf(session, testSceneName),
    [otherScene]: await itemsOf(session, otherScene),
    [groupName]: await itemsOf(session, groupName, true),
  };
}

async function soundOf({ obs }: MaskedSession, inputName: string) {
  return {
    volume: await obs.call('GetInputVolume', { inputName }),
    isMuted: await obs.call('GetInputMute', { inputName }),
    balance: await obs.call('GetInputAudioBalance', { inputName }),
    monitoring: await obs.call('GetInputAudioMonitorType', { inputName }),
    tracks: await obs.call('GetInputAudioTracks', { inputName }),
    offset: await obs.call('GetInputAudioSyncOffset', { inputName }),
  };
}

/** Places and sound that are nobody's default. */
async function arrange({ obs }: MaskedSession): Promise<void> {
  const inputName = maskedSourceName;
  await obs.call('CreateScene', { sceneName: otherScene });
  const colour = { sceneName: otherScene, inputKind: 'color_source_v3' };
  await obs.call('CreateInput', { ...colour, inputName: 'below' });
  const { sceneItemId } = await obs.call('CreateSceneItem', {
    sceneName: otherScene,
    sourceName: inputName,
  });
  await obs.call('CreateInput', { ...colour, inputName: 'above' });
  const item = { sceneName: otherScene, sceneItemId };
  await obs.call('SetSceneItemTransform', {
    ...item,
    sceneItemTransform: {
      ...{ positionX: 111, positionY: 22, rotation: 30, scaleX: 0.5, scaleY: 0.75 },
      ...{ cropLeft: 1, cropTop: 2, cropRight: 3, cropBottom: 4, alignment: 8 },
    },
  });
  await obs.call('SetSceneItemLocked', { ...item, sceneItemLocked: true });
  await obs.call('SetSceneItemBlendMode', { ...item, sceneItemBlendMode: 'OBS_BLEND_SCREEN' });
  await obs.call('SetInputVolume', { inputName, inputVolumeDb: -6 });
  await obs.call('SetInputMute', { inputName, inputMuted: true });
  await obs.call('SetInputAudioBalance', { inputName, inputAudioBalance: 0.25 });
  await obs.call('SetInputAudioTracks', { inputName, inputAudioTracks: { '2': false } });
}

describe('a filtered source that is moved while it is recorded', () => {
  let session: MaskedSession;
  let report: LeakReport;
  let before: Awaited<ReturnType<typeof everyItem>>;
  let after: typeof before;
  let soundBefore: Awaited<ReturnType<typeof soundOf>>;
  let reply: Awaited<ReturnType<typeof move>>;

  beforeAll(async () => {
    session = await MaskedSession.start({ withFilter: true, collection: startCollection() });
    await arrange(session);
    await session.waitForMasked(30);
    const frames = await session.record(3_000, async () => {
      await session.waitForMasked((await session.filter()).frames.masked + 30);
      before = await everyItem(session);
      soundBefore = await soundOf(session, maskedSourceName);
      reply = await move(session, maskedSourceName);
      await waitForMoved(session);
    });
    after = await everyItem(session);
    report = checkLeaks(frames, reference);
    console.log(
      `moved: ${report.shown} frames, ${report.compared} compared, ${report.covered} covered, ${report.facesCompared} faces, resemblance highest ${report.resemblanceHighest.toFixed(3)}`,
    );
  });

  afterAll(async () => {
    await session?.stop();
  });

  it('shows no face in any frame', () => {
    expect(report.leaks).toEqual([]);
    expect(report.facesCompared).toBeGreaterThan(100);
  });

  it('is gone, and the Private Camera has its place in every scene and group', async () => {
    expect(reply).toMatchObject({ source_name: movedName });
    expect(after).toEqual(before);
    expect('scene_items' in reply ? reply.scene_items : []).toHaveLength(3);
    const { inputs } = await session.obs.call('GetInputList');
    const names = inputs.map(({ inputName }) => inputName);
    expect(names).toContain(movedName);
    expect(names).not.toContain(maskedSourceName);
  });

  it('took its mask along', async () => {
    const { filters } = await session.obs.status();
    expect(filters).toHaveLength(1);
    expect(filters[0]).toMatchObject({
      kind: 'private_camera',
      source_name: movedName,
      intensity: 80,
    });
  });

  it('took its sound along, and the filters that belong behind the mask', async () => {
    expect(await soundOf(session, movedName)).toEqual(soundBefore);
    const { filters } = await session.obs.call('GetSourceFilterList', { sourceName: movedName });
    expect(filters.map(({ filterName }) => filterName).sort()).toEqual(['after', 'gain']);
    const { inputSettings } = await session.obs.call('GetInputSettings', { inputName: movedName });
    expect(inputSettings).toMatchObject({
      camera_kind: 'ffmpeg_source',
      camera_settings: { local_file: testClipOptions.file },
    });
  });

  it('is refused, and nothing changed, where it makes no sense', async () => {
    expect(await move(session, 'nobody')).toMatchObject({ error_code: 'source_not_found' });
    expect(await move(session, testSceneName)).toMatchObject({ error_code: 'not_an_input' });
    expect(await move(session, movedName)).toMatchObject({ error_code: 'already_private' });
    expect(await everyItem(session)).toEqual(after);
  });

  it('comes back masked, with all its filters, from the collection that OBS saves', async () => {
    // OBS saves when a scene is made.
    await session.obs.call('CreateScene', { sceneName: 'Saved' });
    const file = collectionFile(session.obs.configFolder, runName);
    const saved = await session.obs.waitFor('the saved collection', 10_000, async () => {
      const text = await readIfThere(file);
      return text?.includes('"Saved"') ? text : undefined;
    });
    await session.stop();

    const collection = savedCollection.parse(JSON.parse(saved));
    expect(collection.sources.filter(({ id }) => id === 'ffmpeg_source')).toEqual([]);
    const camera = collection.sources.find(({ id }) => id === privateCameraId);
    expect(camera?.settings.camera_state?.filters.map(({ name }) => name)).toEqual(['before']);
    session = await MaskedSession.start({ withFilter: false, collection: JSON.parse(saved) });
    await session.obs.call('SetCurrentProgramScene', { sceneName: testSceneName });
    const frames = await session.record(2_000, async () => {
      await waitForMoved(session);
    });
    const again = checkLeaks(frames, reference);
    expect(again.leaks).toEqual([]);
    expect(again.facesCompared).toBeGreaterThan(50);
  });
});

describe('a source without our filter', () => {
  it('can be moved too', async () => {
    const session = await MaskedSession.start({ withFilter: false });
    try {
      await move(session, maskedSourceName);
      const frames = await session.record(1_000, async () => {
        await waitForMoved(session);
      });
      const report = checkLeaks(frames, reference);
      expect(report.leaks).toEqual([]);
      expect(report.facesCompared).toBeGreaterThan(20);
    } finally {
      await session.stop();
    }
  });
});
