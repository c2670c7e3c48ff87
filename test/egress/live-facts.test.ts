// A running OBS newer than the one that the end-to-end test has: replies as obs-websocket 5.7 (OBS 32) gives them.

import { OBSWebSocketError } from 'obs-websocket-js';
import { describe, expect, it } from 'vitest';
import { findEgress } from '../../control-server/src/egress/find-egress.ts';
import { factsFromObs } from '../../control-server/src/egress/live-facts.ts';
import type { ObsCall } from '../../control-server/src/egress/obs-connection.ts';
import { filterId } from '../../protocol/names.ts';

const mask = {
  filterName: 'Mask',
  filterKind: filterId,
  filterEnabled: true,
  filterIndex: 0,
  filterSettings: {},
};
const item = (name: string, isGroup: boolean | null = null) => ({
  sourceName: name,
  sourceUuid: `uuid-${name}`,
  sceneItemEnabled: true,
  isGroup,
});
const inputOf = (name: string, kind: string, caps: number) => ({
  inputName: name,
  inputUuid: `uuid-${name}`,
  inputKind: kind,
  unversionedInputKind: kind,
  inputKindCaps: caps,
});

/** By request, then by what it names. */
const replies: Record<string, Record<string, unknown>> = {
  GetVersion: { '': { obsVersion: '32.2.2' } },
  GetSceneCollectionList: { '': { currentSceneCollectionName: 'C', sceneCollections: ['C'] } },
  GetProfileList: { '': { currentProfileName: 'P', profiles: ['P'] } },
  GetStudioModeEnabled: { '': { studioModeEnabled: false } },
  GetSceneTransitionList: {
    '': {
      currentSceneTransitionName: 'Fade',
      transitions: [
        { transitionName: 'Fade', transitionKind: 'fade_transition' },
        { transitionName: 'Slide', transitionKind: 'move_transition' },
      ],
    },
  },
  GetSceneList: {
    '': {
      currentProgramSceneName: 'Main',
      currentPreviewSceneName: null,
      scenes: [{ sceneName: 'Main', sceneUuid: 'uuid-Main', sceneIndex: 0 }],
    },
    'canvas-2': {
      currentProgramSceneName: null,
      scenes: [{ sceneName: 'Tall', sceneUuid: 'uuid-Tall', sceneIndex: null }],
    },
  },
  GetCanvasList: {
    '': {
      canvases: [
        { canvasUuid: 'canvas-1', canvasFlags: { MAIN: true } },
        { canvasUuid: 'canvas-2', canvasFlags: { MAIN: false } },
      ],
    },
  },
  GetGroupList: { '': { groups: [] }, 'canvas-2': { groups: ['Group'] } },
  GetSceneItemList: {
    'uuid-Main': { sceneItems: [item('Cam'), item('Sound'), item('Mystery')] },
    'uuid-Tall': { sceneItems: [item('Group', true)] },
  },
  GetGroupSceneItemList: { 'Group canvas-2': { sceneItems: [item('Other')] } },
  GetInputList: {
    '': {
      inputs: [
        inputOf('Cam', 'v4l2_input', 5),
        inputOf('Other', 'v4l2_input', 5),
        inputOf('Sound', 'acme_sound', 2),
        inputOf('Mystery', 'acme_picture', 1),
      ],
    },
  },
  GetInputSettings: { '*': { inputSettings: {} } },
  GetSourceFilterList: {
    'uuid-Cam': { filters: [mask, { ...mask, filterName: 'Send', filterKind: 'ndi_filter' }] },
    '*': { filters: [] },
  },
  GetSourceFilterKindList: { '': { sourceFilterKinds: [filterId, 'crop_filter'] } },
  GetProfileParameter: { '*': { parameterValue: null, defaultParameterValue: null } },
  GetStreamStatus: { '': { outputActive: true } },
  GetRecordStatus: { '': { outputActive: false } },
};

const call: ObsCall = async (request, data = {}) => {
  const named = replies[request];
  const reply = named?.[Object.values(data).join(' ')] ?? named?.['*'];
  if (reply === undefined) {
    const isOutput = request === 'GetVirtualCamStatus' || request === 'GetReplayBufferStatus';
    throw new OBSWebSocketError(isOutput ? 604 : 600, `${request} ${JSON.stringify(data)}`);
  }
  return reply;
};

const options = { now: new Date(0), needsPassword: true, saved: undefined };

describe('the facts about a running OBS', () => {
  it('hold scenes and groups of every canvas, by uuid', async () => {
    const facts = await factsFromObs(call, options);
    expect(facts.sources.map(({ id, type }) => `${type} ${id}`)).toEqual([
      'scene uuid-Main',
      'scene uuid-Tall',
      'group Group',
      'input uuid-Cam',
      'input uuid-Other',
      'input uuid-Sound',
      'input uuid-Mystery',
    ]);
    expect(
      findEgress(facts).map(({ severity, code, subject }) => [severity, code, subject]),
    ).toEqual([
      ['raw', 'camera_unmasked', 'Other'],
      ['note', 'unknown_kind_unmasked', 'Mystery'],
      ['note', 'websocket_may_unmask', 'WebSocket server'],
    ]);
  });

  it('say what is not to be had: switched-off outputs, and what only files tell', async () => {
    const facts = await factsFromObs(call, options);
    expect(facts).toMatchObject({
      replayBuffer: 'off',
      virtualCamera: null,
      moveTransitions: ['Slide'],
    });
    expect(facts.looked).toContain('running now: streaming');
    expect(facts.notSeen[0]).toContain('virtual camera');
  });

  it.each([
    [[filterId], 'loaded'],
    [['crop_filter'], 'not_loaded'],
  ])('with filters %j and no vendor have the plugin %s', async (sourceFilterKinds, plugin) => {
    const without: ObsCall = async (request, data) =>
      request === 'GetSourceFilterKindList' ? { sourceFilterKinds } : await call(request, data);
    expect((await factsFromObs(without, options)).plugin).toBe(plugin);
  });

  it('are none where OBS fails in another way', async () => {
    const failing: ObsCall = async (request, data) => {
      if (request === 'GetInputList') throw new OBSWebSocketError(205, 'failed');
      return await call(request, data);
    };
    await expect(factsFromObs(failing, options)).rejects.toThrow('failed');
  });
});
