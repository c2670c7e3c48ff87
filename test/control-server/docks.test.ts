import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlFixture } from '../support/control-fixture.ts';
import { maskInfo } from '../support/fake-plugin.ts';

let fixture: ControlFixture;
beforeEach(async () => {
  fixture = await ControlFixture.start();
});
afterEach(() => fixture.end());

describe('a page', () => {
  it('learns that nothing is known without OBS, and what OBS tells when it comes and goes', async () => {
    const dock = await fixture.dock();
    const alone = await dock.state(({ obs }) => !obs.is_connected);
    expect(alone.safety).toMatchObject({ level: 'unknown', code: 'obs_missing' });
    const plugin = await fixture.plugin();
    const together = await dock.state(({ safety }) => safety.code === 'all_masked');
    expect(together.obs).toMatchObject({
      is_connected: true,
      plugin_version: '0.1.0',
      obs_version: '29.0.2',
      others: 0,
    });
    expect(together.masks).toHaveLength(1);
    expect(together.masks[0]).toMatchObject({
      filter_uuid: 'a',
      state: 'masked',
      width: 1280,
      settings: { intensity: 70 },
      stats: { faces: 2 },
    });
    expect(together.sources).toHaveLength(1);
    expect(together.guardian).toMatchObject({ is_panicked: false });
    plugin.close();
    expect((await dock.state(({ obs }) => !obs.is_connected)).masks).toEqual([]);
  });

  it('learns which detection model looks at every frame, and which one can not', async () => {
    const dock = await fixture.dock();
    const first = await dock.state(({ daemon }) => daemon.model !== '');
    expect(first.daemon).toMatchObject({ model: 'ultraface-448', refused_model: null });
    const refusedModel = { name: 'mine', reason: 'It is missing.' };
    fixture.worker.receive({
      type: 'worker.ready',
      provider: 'cpu',
      refused: [],
      model: 'ultraface-448',
      choice: 'built-in',
      refusedModel,
    });
    const second = await dock.state(({ daemon }) => daemon.refused_model !== null);
    expect(second.daemon.refused_model).toEqual(refusedModel);
    const health = await fixture.fetch('/health');
    expect(await health.json()).toMatchObject({ refused_model: refusedModel });
  });

  it('sees what another page changed, without asking', async () => {
    await fixture.plugin();
    const [one, other] = [await fixture.dock(), await fixture.dock()];
    await other.state(({ masks }) => masks.length === 1);
    const reply = await one.command('SetMask', { filter_uuid: 'a', settings: { intensity: 20 } });
    expect(reply).toMatchObject({ ok: true, data: { mask: { settings: { intensity: 20 } } } });
    const seen = await other.state(({ masks }) => masks[0]?.settings.intensity === 20);
    expect(seen.masks[0]?.settings.mask_type).toBe('pixelate');
    expect(await other.next('event', ({ event }) => event === 'MaskChanged')).toMatchObject({
      data: { change: 'changed', mask: { filter_uuid: 'a' } },
    });
  });

  it('sees what was changed in OBS', async () => {
    const plugin = await fixture.plugin();
    const dock = await fixture.dock();
    await dock.state(({ safety }) => safety.code === 'all_masked');
    plugin.change('a', { is_enabled: false });
    const state = await dock.state(({ safety }) => safety.code === 'mask_disabled');
    expect(state.safety.level).toBe('unsafe');
    expect(state.masks[0]).toMatchObject({ is_enabled: false, state: 'disabled' });
  });

  it('adds and removes masks, saves presets, panics and resumes', async () => {
    await fixture.plugin();
    const dock = await fixture.dock();
    await dock.command('AddMask', { source_name: 'Second' });
    await dock.state(({ masks }) => masks.length === 2);
    await dock.command('RemoveMask', { filter_uuid: 'of Second' });
    await dock.state(({ masks }) => masks.length === 1);
    await dock.command('SavePreset', { name: 'Talk', settings: { intensity: 30 } });
    expect((await dock.state(({ presets }) => presets.length === 1)).presets).toEqual([
      { name: 'Talk', settings: { intensity: 30 } },
    ]);
    expect(await dock.command('Panic')).toMatchObject({ ok: true, data: { is_panicked: true } });
    await dock.state(({ safety }) => safety.code === 'panic');
    await dock.command('Resume');
    await dock.state(({ safety }) => safety.code === 'all_masked');
  });

  it('gets figures twice a second, with rates made of them', async () => {
    await fixture.plugin();
    const dock = await fixture.dock();
    const stats = await dock.next('stats', ({ masks }) => (masks[0]?.fps ?? 0) > 0);
    expect(stats.masks[0]).toMatchObject({ filter_uuid: 'a', faces: 2, frames_per_analysis: 1 });
    expect(stats.rss_mb).toBeGreaterThan(1);
    expect(stats.connections).toBe(1);
  });

  it("takes the worker's figures before those that came through OBS", async () => {
    await fixture.plugin();
    const dock = await fixture.dock();
    fixture.worker.receive({
      type: 'worker.figures',
      streams: [
        {
          peerId: 1,
          filterUuid: 'a',
          filterName: 'Mask',
          sourceName: 'Camera a',
          status: {
            type: 'stream.status',
            state: 'failed',
            code: 'inference_failed',
            message: 'The detector failed.',
            provider: 'cpu',
            faces: 7,
            faces_masked: 9,
            analysed: 10,
            unchanged: 4,
            skipped: 20,
            frame_to_mask_ms: { p50: 1, p99: 2, n: 3 },
            detect_ms: { p50: 1, p99: 2, n: 3 },
            paint_ms: { p50: 1, p99: 2, n: 3 },
            quality_step: 'full',
            quality_reason: '',
            rss_mb: 100,
          },
        },
      ],
    });
    const { masks, safety } = await dock.state(({ safety }) => safety.code === 'daemon_failed');
    expect(masks[0]?.stats.faces).toBe(7);
    expect(safety.sentence).toContain('The detector failed.');
  });

  it('is told in a code what went wrong', async () => {
    const dock = await fixture.dock();
    expect(await dock.command('Panic')).toMatchObject({ ok: false, code: 'obs_missing' });
    await fixture.plugin();
    await dock.state(({ obs }) => obs.is_connected);
    for (const [name, input, code] of [
      ['NoSuchCommand', {}, 'command_unknown'],
      ['constructor', {}, 'command_unknown'],
      ['SetMask', { filter_uuid: 'nobody' }, 'mask_not_found'],
      ['SetMask', { filter_uuid: 'a', settings: { intensity: 700 } }, 'input_invalid'],
      ['SetMask', { filter_uuid: 'a', more: 1 }, 'input_invalid'],
      ['SetMask', 'a', 'input_invalid'],
      ['SetMask', null, 'mask_not_found'],
    ] as const) {
      expect(await dock.command(name, input), name).toMatchObject({ ok: false, code });
    }
  });

  it('is told that OBS has fallen silent', async () => {
    await fixture.end();
    fixture = await ControlFixture.start({ linkTimes: { helloMs: 5000, replyMs: 300 } });
    const plugin = await fixture.plugin();
    const dock = await fixture.dock();
    await dock.state(({ safety }) => safety.code === 'all_masked');
    plugin.isMute = true;
    expect(await dock.command('Panic')).toMatchObject({ ok: false, code: 'obs_timeout' });
    const { safety, obs } = await dock.state(({ safety }) => safety.code === 'obs_silent');
    expect(safety.level).toBe('unknown');
    expect(obs.problem).toMatchObject({ code: 'obs_timeout' });
    plugin.isMute = false;
    await dock.state(({ safety }) => safety.code === 'all_masked');
  });

  it('gets everything anew from the OBS that came last, and goes back to the other when that ends', async () => {
    const first = await fixture.plugin({ masks: [maskInfo('of first')] });
    const dock = await fixture.dock();
    await dock.state(({ masks }) => masks[0]?.filter_uuid === 'of first');
    const second = await fixture.plugin({ masks: [maskInfo('of second')] });
    const both = await dock.state(({ masks }) => masks[0]?.filter_uuid === 'of second');
    expect(both.obs.others).toBe(1);
    first.change('of first', { is_covered: true });
    await dock.command('SetMask', { filter_uuid: 'of second', settings: { intensity: 40 } });
    expect(first.asked).not.toContain('SetMask');
    second.close();
    const back = await dock.state(({ masks }) => masks[0]?.filter_uuid === 'of first');
    expect(back.obs.others).toBe(0);
    expect(fixture.peerCounts).toEqual([1, 2, 1]);
  });

  it('that watches nothing gets nothing but replies', async () => {
    await fixture.plugin();
    const dock = await fixture.dock();
    await dock.state(({ masks }) => masks.length === 1);
    dock.send({ type: 'watch', topics: [], preview: null });
    await dock.command('ListMasks');
    dock.received.length = 0;
    await dock.command('SetMask', { filter_uuid: 'a', settings: { intensity: 20 } });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(dock.received).toEqual([]);
  });
});

describe('the egress check', () => {
  const report = {
    checkedAt: '2026-01-01T00:00:00.000Z',
    obs: { version: '29.0.2', isRunning: true, collection: 'A', profile: 'B' },
    looked: [],
    notSeen: [],
  };
  const raw = {
    severity: 'raw' as const,
    code: 'camera_unmasked' as const,
    subject: 'Second camera',
    what: 'The camera "Second camera" has no mask.',
    advice: 'Add one.',
  };

  it('runs by itself when OBS comes, and its findings count', async () => {
    await fixture.end();
    let runs = 0;
    fixture = await ControlFixture.start({
      egress: {
        check: async () => {
          runs++;
          return { ...report, findings: [raw] } as never;
        },
        times: { settleMs: 10, apartMs: 10 },
      },
    });
    await fixture.plugin();
    const dock = await fixture.dock();
    const { safety, egress } = await dock.state(({ safety }) => safety.code === 'egress_raw');
    expect(safety).toMatchObject({ level: 'unsafe', source_name: 'Second camera' });
    expect(egress).toMatchObject({ checked_at: report.checkedAt, findings: [raw] });
    const before = runs;
    await dock.command('SetMask', { filter_uuid: 'a', is_covered: true });
    await expect.poll(() => runs, { timeout: 20_000 }).toBeGreaterThan(before);
  });

  it('of files alone is shown, and is no ground for a verdict', async () => {
    await fixture.end();
    const unasked = { ...raw, severity: 'risk' as const, code: 'obs_not_asked' as const };
    fixture = await ControlFixture.start({
      egress: { check: async () => ({ ...report, findings: [raw, unasked] }) as never },
    });
    await fixture.plugin();
    const dock = await fixture.dock();
    const reply = await dock.command('CheckEgress');
    expect(reply).toMatchObject({ ok: true, data: { findings: [raw, unasked] } });
    const { safety } = await dock.state(
      ({ egress, masks }) => egress.findings.length === 2 && masks.length === 1,
    );
    expect(safety.code).not.toBe('egress_raw');
  });

  it('that fails unexpectedly says so, and tells its log why', async () => {
    const dock = await fixture.dock();
    expect(await dock.command('CheckEgress')).toMatchObject({ ok: false, code: 'internal_error' });
    expect(fixture.log).toContain('no check in this test');
  });
});

describe('previews', () => {
  const picture = {
    picture: 'processed' as const,
    state: 'masked' as const,
    widthPx: 4,
    heightPx: 2,
    frameId: 12,
    ageMs: 3,
    rgba: new Uint8Array(32).fill(9),
  };

  it('go to the pages that watch that filter, the original only to those that asked', async () => {
    const wishes: unknown[] = [];
    fixture.server.hub?.onPreviewWishes((wish) => wishes.push(Object.fromEntries(wish)));
    const [plain, curious, other] = [
      await fixture.dock(),
      await fixture.dock(),
      await fixture.dock(),
    ];
    const watch = { type: 'watch' as const, topics: [] };
    plain.send({ ...watch, preview: { filter_uuid: 'a', with_original: false, tag: 1 } });
    curious.send({ ...watch, preview: { filter_uuid: 'a', with_original: true, tag: 2 } });
    other.send({ ...watch, preview: { filter_uuid: 'b', with_original: false, tag: 3 } });
    for (const client of [plain, curious, other]) await client.command('GetState');
    expect(wishes.at(-1)).toEqual({ a: { withOriginal: true }, b: { withOriginal: false } });
    fixture.server.hub?.publishPicture('a', picture);
    fixture.server.hub?.publishPicture('a', { ...picture, picture: 'original' });
    expect(await plain.picture()).toMatchObject({ tag: 1, frameId: 12, widthPx: 4, heightPx: 2 });
    expect(await curious.picture(({ picture }) => picture === 'original')).toMatchObject({
      tag: 2,
    });
    expect([...((await curious.picture()).rgba ?? [])]).toEqual(Array(32).fill(9));
    for (const client of [plain, other]) await client.command('GetState');
    expect(plain.pictures).toHaveLength(1);
    expect(other.pictures).toHaveLength(0);
    curious.close();
    plain.send({ ...watch, preview: null });
    await plain.command('GetState');
    await other.command('GetState');
    expect(wishes.at(-1)).toEqual({ b: { withOriginal: false } });
  });
});
