// Every request over obs-websocket, in a real OBS, through the typed client: also with the daemon dead, and with data
// that is wrong.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlayAlterError } from '../../client/playalter-client.ts';
import type { MaskInfo } from '../../protocol/mask-info.ts';
import { protocolVersion, vendorName, vendorRequest } from '../../protocol/names.ts';
import { clipSource, maskedSourceName } from '../../scripts/obs-config/scene-collection.ts';
import { MaskedSession, testClipOptions, testSceneName } from '../support/masked-session.ts';

const bare = { ...clipSource(testClipOptions.file, []), name: 'Bare' };
const camera = { source_name: maskedSourceName };

let session: MaskedSession;

/** As a program without the client would: any data at all. */
async function ask(requestType: string, requestData?: object): Promise<Record<string, unknown>> {
  const { responseData } = await session.obs.call('CallVendorRequest', {
    vendorName,
    requestType,
    ...(requestData ? { requestData: JSON.parse(JSON.stringify(requestData)) } : {}),
  });
  return responseData;
}

async function codeOf(requestType: string, requestData?: object): Promise<unknown> {
  const { error_code: code, error_message: message } = await ask(requestType, requestData);
  if (code !== undefined) expect(message).toMatch(/^[A-Z"].*[.)]$/s);
  return code;
}

async function mask(): Promise<MaskInfo> {
  return (await session.obs.client.request(vendorRequest.getMask, camera)).mask;
}

beforeAll(async () => {
  session = await MaskedSession.start({ withFilter: true, above: [bare] });
});

afterAll(async () => {
  await session?.stop();
});

describe('masks', () => {
  it('are listed with their settings, and sources with whether they carry one', async () => {
    const { client } = session.obs;
    const { masks } = await client.request(vendorRequest.listMasks);
    expect(masks).toEqual([await mask()]);
    expect(masks[0]).toMatchObject({
      source_name: maskedSourceName,
      kind: 'filter',
      is_enabled: true,
      is_covered: false,
    });
    const { sources } = await client.request(vendorRequest.listSources);
    const carrying = sources.map(({ source_name: name, has_mask: has }) => [name, has]);
    expect(carrying).toContainEqual([maskedSourceName, true]);
    expect(carrying).toContainEqual([bare.name, false]);
    expect(carrying).toContainEqual([testSceneName, false]);
  });

  it('are added first in the list, and removed', async () => {
    const { client } = session.obs;
    const { obs } = session;
    await obs.call('CreateSourceFilter', {
      sourceName: bare.name,
      filterName: 'Crop',
      filterKind: 'crop_filter',
    });
    const { mask: added } = await client.request(vendorRequest.addMask, {
      source_name: bare.name,
      settings: { mask_type: 'blur', intensity: 90 },
    });
    expect(added).toMatchObject({ source_name: bare.name, is_enabled: true });
    expect(added.settings).toMatchObject({ mask_type: 'blur', intensity: 90, mode: 'guard' });
    const { filters } = await obs.call('GetSourceFilterList', { sourceName: bare.name });
    expect(filters.map(({ filterName }) => filterName)).toEqual([added.filter_name, 'Crop']);
    expect(await codeOf(vendorRequest.addMask, { source_name: bare.name })).toBe('already_masked');

    const id = { filter_uuid: added.filter_uuid };
    expect(await client.request(vendorRequest.removeMask, id)).toEqual(id);
    expect(await codeOf(vendorRequest.getMask, id)).toBe('mask_not_found');
    expect(await codeOf(vendorRequest.removeMask, id)).toBe('mask_not_found');
  });

  it('say the same to whoever asks, whoever changed them', async () => {
    const { client } = session.obs;
    const { obs } = session;
    await client.request(vendorRequest.setMask, {
      ...camera,
      settings: { mask_type: 'color_block', intensity: 40, mask_color: 0xff00ff00 },
    });
    const filter = { sourceName: maskedSourceName, filterName: (await mask()).filter_name };
    const { filterSettings } = await obs.call('GetSourceFilter', filter);
    expect(filterSettings).toMatchObject({
      mask_type: 'color_block',
      intensity: 40,
      mask_color: 0xff00ff00,
    });

    await session.change({ mask_type: 'pixelate', intensity: 55 });
    expect((await mask()).settings).toMatchObject({
      mask_type: 'pixelate',
      intensity: 55,
      mask_color: 0xff00ff00,
    });
    await obs.call('SetSourceFilterEnabled', { ...filter, filterEnabled: false });
    expect((await mask()).is_enabled).toBe(false);
    await client.request(vendorRequest.setMask, { ...camera, is_enabled: true });
    expect((await obs.call('GetSourceFilter', filter)).filterEnabled).toBe(true);
  });

  it('are covered by the next frame, and say why', async () => {
    const { client } = session.obs;
    await session.waitForMasked((await session.filter()).frames.masked);
    await client.request(vendorRequest.setMask, { ...camera, is_covered: true });
    const covered = await session.obs.waitFor('the cover', 10_000, async () => {
      const status = await session.filter();
      return status.reason === 'user_covered' ? status : undefined;
    });
    expect([covered.state, (await mask()).is_covered]).toEqual(['covered', true]);
    await client.request(vendorRequest.setMask, { ...camera, is_covered: false });
    await session.waitForMasked((await session.filter()).frames.masked);
  });
});

describe('bad input', () => {
  it.each([
    [vendorRequest.getMask, { filter_name: 'PlayAlter Privacy Mask' }, 'mask_id_missing'],
    [vendorRequest.getMask, { source_name: 'Nobody' }, 'mask_not_found'],
    [vendorRequest.getMask, { ...camera, filter_name: 'Another' }, 'mask_not_found'],
    [vendorRequest.getMask, { filter_uuid: 7 }, 'request_invalid'],
    [vendorRequest.getMask, { source_name: '' }, 'request_invalid'],
    [vendorRequest.getMask, { source_name: 'x'.repeat(100_000) }, 'request_invalid'],
    [vendorRequest.setMask, { ...camera, isCovered: true }, 'request_invalid'],
    [vendorRequest.setMask, { ...camera, is_covered: 1 }, 'request_invalid'],
    [vendorRequest.setMask, { ...camera, settings: 'blur' }, 'request_invalid'],
    [vendorRequest.setMask, { ...camera, settings: { blur: 1 } }, 'setting_unknown'],
    [vendorRequest.setMask, { ...camera, settings: { is_covered: true } }, 'setting_unknown'],
    [vendorRequest.setMask, { ...camera, settings: { intensity: 5 } }, 'setting_invalid'],
    [vendorRequest.setMask, { ...camera, settings: { intensity: 50.5 } }, 'setting_invalid'],
    [vendorRequest.setMask, { ...camera, settings: { intensity: '50' } }, 'setting_invalid'],
    [vendorRequest.setMask, { ...camera, settings: { mode: 'off' } }, 'setting_invalid'],
    [vendorRequest.setMask, { ...camera, settings: { mask_color: -1 } }, 'setting_invalid'],
    [vendorRequest.addMask, { settings: {} }, 'request_invalid'],
    [vendorRequest.addMask, { source_name: 'Nobody' }, 'source_not_found'],
    [vendorRequest.addMask, { source_name: bare.name, settings: { mode: 1 } }, 'setting_invalid'],
    [vendorRequest.listMasks, { anything: 1 }, 'request_invalid'],
    [vendorRequest.savePreset, { name: 'A', ...camera, settings: {} }, 'request_invalid'],
    [vendorRequest.savePreset, { name: ' A', settings: {} }, 'preset_name_invalid'],
    [vendorRequest.savePreset, { name: 'A' }, 'mask_id_missing'],
    [vendorRequest.applyPreset, { name: 'None', all: true }, 'preset_not_found'],
    [vendorRequest.importPresets, { text: 'presets' }, 'preset_text_invalid'],
    [vendorRequest.exportPresets, { names: [{ name: 'None' }] }, 'preset_not_found'],
  ])('%s with %o is answered and changes nothing', async (request, data, code) => {
    const before = await mask();
    expect(await codeOf(request, data)).toBe(code);
    expect(await mask()).toEqual(before);
    expect(await codeOf(vendorRequest.getMask, { source_name: bare.name })).toBe('mask_not_found');
  });

  it('changes nothing when one setting of several is wrong', async () => {
    const before = await mask();
    const settings = { intensity: 33, mode: 'live', mask_type: 'none' };
    expect(await codeOf(vendorRequest.setMask, { ...camera, is_covered: true, settings })).toBe(
      'setting_invalid',
    );
    expect(await mask()).toEqual(before);
  });

  it('is an error of the client, with its code', async () => {
    const asked = session.obs.client.request(vendorRequest.getMask, { source_name: 'Nobody' });
    await expect(asked).rejects.toBeInstanceOf(PlayAlterError);
    await expect(asked).rejects.toMatchObject({ code: 'mask_not_found' });
  });
});

describe('presets', () => {
  it('are saved, renamed, applied, carried away and deleted', async () => {
    const { client } = session.obs;
    const { settings } = await mask();
    await client.request(vendorRequest.savePreset, { name: 'As it was', ...camera });
    await client.request(vendorRequest.savePreset, {
      name: 'Talk',
      settings: { mask_type: 'blur', intensity: 100 },
    });
    expect(await codeOf(vendorRequest.savePreset, { name: 'Talk', settings: {} })).toBe(
      'preset_exists',
    );
    await client.request(vendorRequest.renamePreset, { name: 'Talk', new_name: 'Speech' });
    const { masks } = await client.request(vendorRequest.applyPreset, {
      name: 'Speech',
      all: true,
    });
    expect(masks.map(({ source_name: name }) => name)).toEqual([maskedSourceName]);
    expect((await mask()).settings).toEqual({ ...settings, mask_type: 'blur', intensity: 100 });
    await client.request(vendorRequest.applyPreset, { name: 'As it was', ...camera });
    expect((await mask()).settings).toEqual(settings);

    const { text } = await client.request(vendorRequest.exportPresets);
    const imported = await client.request(vendorRequest.importPresets, { text });
    expect(imported.presets.map(({ name }) => name)).toEqual(['As it was', 'Speech']);
    const listed = await client.request(vendorRequest.listPresets);
    expect(listed).toEqual(imported);
    const future = text.replace('"version":1', '"version":2');
    expect(await codeOf(vendorRequest.importPresets, { text: future })).toBe(
      'preset_version_unsupported',
    );
    await client.request(vendorRequest.deletePreset, { name: 'As it was' });
    const left = await client.request(vendorRequest.deletePreset, { name: 'Speech' });
    expect(left).toEqual({ presets: [] });
  });
});

it('answers all the same when the daemon is dead', async () => {
  const { client } = session.obs;
  await session.waitForMasked(0);
  for (const { pid } of await session.daemons()) process.kill(pid, 'SIGKILL');
  const { mask: changed } = await client.request(vendorRequest.setMask, {
    ...camera,
    settings: { intensity: 60 },
  });
  expect(changed.settings.intensity).toBe(60);
  const { masks, obs } = await client.request(vendorRequest.getStats);
  expect(masks.map(({ source_name: name }) => name)).toEqual([maskedSourceName]);
  expect(obs.frames_drawn).toBeGreaterThan(0);
  const { protocol_major: major } = await client.request(vendorRequest.getVersion);
  expect(major).toBe(protocolVersion.major);
  expect((await client.request(vendorRequest.getStatus)).filters).toHaveLength(1);
  expect(await client.request(vendorRequest.panic)).toEqual({ is_panicked: true });
  expect(await client.request(vendorRequest.resume)).toEqual({ is_panicked: false });
});
