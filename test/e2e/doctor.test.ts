// The egress check against a real OBS: it finds what is wrong, no more, and nothing raw once that is put right.

import { execa } from 'execa';
import { afterEach, expect, it } from 'vitest';
import type { EgressReport } from '../../control-server/src/egress/egress-report.ts';
import {
  clipSource,
  maskedSourceName,
  maskFilter,
  maskFilterName,
  type SourceEntry,
  sceneCollection,
} from '../../scripts/obs-config/scene-collection.ts';
import { runName } from '../../scripts/obs-runner/headless-config.ts';
import { HeadlessObs, type HeadlessObsOptions } from '../../scripts/obs-runner/headless-obs.ts';
import { inRepository } from '../../scripts/repository.ts';
import { canvas, loadReference, testClipOptions } from '../support/masked-session.ts';

let obs: HeadlessObs | undefined;

afterEach(async () => {
  await obs?.stop();
  obs = undefined;
});

async function start(
  sources: readonly SourceEntry[],
  options: Partial<HeadlessObsOptions> = {},
): Promise<HeadlessObs> {
  await loadReference();
  const collection = sceneCollection({ name: runName, sceneName: 'Main', sources, canvas });
  obs = await HeadlessObs.start({ canvas, collection, withPlugin: true, ...options });
  return obs;
}

async function doctor(...rest: string[]) {
  const tsx = inRepository('node_modules/tsx/dist/cli.mjs');
  const script = inRepository('scripts/doctor.ts');
  return await execa(process.execPath, [tsx, script, ...rest], { reject: false });
}

async function check(folder: string, ...rest: string[]) {
  const { stdout, exitCode } = await doctor('--json', '--config', folder, ...rest);
  const report: EgressReport = JSON.parse(stdout);
  const brief = report.findings.map((found) =>
    [found.severity, found.code, found.subject].join(' '),
  );
  return { report, brief, exitCode };
}

function plain(name: string, filters: SourceEntry['filters']): SourceEntry {
  return { id: 'color_source', name, settings: { width: 320, height: 180 }, filters };
}

it('finds exactly what is wrong in a running OBS, and that it was put right', async () => {
  const unmasked = clipSource(testClipOptions.file, []);
  const before = [
    { id: 'ndi_filter', name: 'NDI', settings: {} },
    { id: 'color_filter', name: 'Colour', settings: {} },
  ];
  const running = await start([
    clipSource(testClipOptions.file, [maskFilter()]),
    { ...unmasked, name: 'Second' },
    plain('Switched off', [maskFilter()]),
    plain('Wrong order', [...before, maskFilter()]),
  ]);
  const filterName = maskFilterName;
  const turn = (filterEnabled: boolean) =>
    running.call('SetSourceFilterEnabled', {
      sourceName: 'Switched off',
      filterName,
      filterEnabled,
    });
  await turn(false);
  await running.call('SetProfileParameter', {
    parameterCategory: 'Hotkeys',
    parameterName: 'OBSBasic.SelectedSourceScreenshot',
    parameterValue: '{"bindings":[{"key":"OBS_KEY_F9"}]}',
  });

  const first = await check(running.configFolder);
  expect(first.brief).toEqual([
    'raw mask_filter_off Switched off',
    'raw same_input_unmasked Second',
    'raw filter_sends_unmasked NDI',
    'risk screenshot_hotkey_unmasked Screenshot hotkey',
    'note filter_before_mask Colour',
    'note websocket_may_unmask WebSocket server',
  ]);
  expect(first.exitCode).toBe(3);
  const { obsVersion } = await running.call('GetVersion');
  expect(first.report.obs).toEqual({
    isRunning: true,
    version: obsVersion,
    collection: runName,
    profile: runName,
  });

  const files = await check(running.configFolder, '--files');
  expect(files.brief).toContain('risk obs_not_asked OBS');
  expect(files.brief).toContain('raw same_input_unmasked Second');

  await turn(true);
  const order = { sourceName: 'Wrong order', filterName, filterIndex: 0 };
  await running.call('SetSourceFilterIndex', order);
  await running.call('CreateSourceFilter', {
    sourceName: 'Second',
    filterName,
    filterKind: maskFilter().id,
  });
  const second = await check(running.configFolder);
  expect(second.brief).toEqual(['note websocket_may_unmask WebSocket server']);
  expect(second.exitCode).toBe(0);

  const refused = await doctor('--config', running.configFolder, '--password', 'not it');
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain('asks for another password');
  expect(refused.stderr.trim().split('\n')).toHaveLength(1);
});

it('says that OBS shows sources raw without the plugin, and lets everybody in', async () => {
  const sources = [clipSource(testClipOptions.file, [maskFilter()])];
  const { configFolder } = await start(sources, { withPlugin: false, password: 'none' });
  const { brief, report } = await check(configFolder);
  expect(brief).toEqual([
    'raw plugin_not_loaded PlayAlter plugin',
    'risk websocket_without_password WebSocket server',
  ]);
  expect(report.findings[0]?.what).toContain(maskedSourceName);
});
