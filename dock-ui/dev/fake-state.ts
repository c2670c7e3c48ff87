// What the commands of the fake server do to its snapshot: as the real ones, as far as a page can tell.

import type { DockState, MaskState } from '../../protocol/dock-state.ts';
import type { MaskSettings } from '../../protocol/mask-settings.ts';
import type { ModelList } from '../../protocol/models.ts';
import { inventModels } from './fake-models.ts';
import { invent, mask as inventMask, type ScenarioName } from './scenarios.ts';

export class FakeFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface Input {
  readonly filter_uuid?: string;
  readonly source_name?: string;
  readonly name?: string;
  readonly new_name?: string;
  readonly text?: string;
  readonly all?: boolean;
  readonly is_covered?: boolean;
  readonly is_enabled?: boolean;
  readonly settings?: Partial<MaskSettings>;
}

export class FakeState {
  state: DockState;
  #models: ModelList;
  #uuid = 100;

  constructor(scenario: ScenarioName) {
    this.state = invent(scenario);
    this.#models = inventModels(scenario);
  }

  /** Throws FakeFailure. */
  run(name: string, input: Input): unknown {
    const result = this.#do(name, input);
    this.state = { ...this.state, revision: this.state.revision + 1 };
    return result;
  }

  #useModel(name: string): ModelList {
    const model = this.#models.models.find((one) => one.name === name);
    if (!model) throw new FakeFailure('model_unknown', `There is no model "${name}".`);
    if (model.problem) throw new FakeFailure(model.problem.code, model.problem.message);
    this.#models = { ...this.#models, in_use: name };
    this.#set({ daemon: { ...this.state.daemon, model: name, refused_model: null } });
    return this.#models;
  }

  #do(name: string, input: Input): unknown {
    const { state } = this;
    switch (name) {
      case 'SetMask': {
        const { filter_uuid: _uuid, settings, ...rest } = input;
        return {
          mask: this.#change(input, (one) =>
            covered({ ...one, ...rest, settings: { ...one.settings, ...settings } }),
          ),
        };
      }
      case 'ListModels':
        return this.#models;
      case 'UseModel':
        return this.#useModel(input.name ?? '');
      case 'AddMask': {
        const source_name = input.source_name ?? '';
        const added = inventMask({ uuid: `mask-${this.#uuid++}`, source: source_name });
        this.#set({
          masks: [...state.masks, added],
          sources: state.sources.map((one) =>
            one.source_name === source_name ? { ...one, has_mask: true } : one,
          ),
          safety: { level: 'safe', code: 'all_masked', sentence: '', source_name: '' },
        });
        return { mask: added };
      }
      case 'RemoveMask': {
        const there = this.#find(input);
        this.#set({ masks: state.masks.filter((one) => one !== there) });
        return { filter_uuid: there.filter_uuid };
      }
      case 'Panic':
      case 'Resume':
        return this.#panic(name === 'Panic');
      case 'SavePreset': {
        const others = state.presets.filter((preset) => preset.name !== input.name);
        const preset = { name: input.name ?? '', settings: this.#find(input).settings };
        this.#set({ presets: [...others, preset] });
        return { preset };
      }
      case 'RenamePreset': {
        if (state.presets.some((preset) => preset.name === input.new_name)) {
          throw new FakeFailure('preset_exists', 'There is a preset of that name.');
        }
        const renamed = { ...this.#preset(input.name), name: input.new_name ?? '' };
        this.#set({
          presets: state.presets.map((one) => (one.name === input.name ? renamed : one)),
        });
        return { preset: renamed };
      }
      case 'DeletePreset':
        this.#preset(input.name);
        this.#set({ presets: state.presets.filter((preset) => preset.name !== input.name) });
        return { presets: this.state.presets };
      case 'ApplyPreset': {
        const { settings } = this.#preset(input.name);
        const masks = state.masks.map((one) =>
          input.all || one.filter_uuid === input.filter_uuid
            ? { ...one, settings: { ...one.settings, ...settings } as MaskSettings }
            : one,
        );
        this.#set({ masks });
        return { masks };
      }
      case 'ImportPresets':
        return this.#import(input.text ?? '');
      case 'ExportPresets':
        return {
          text: JSON.stringify({ type: 'playalter.presets', version: 1, presets: state.presets }),
        };
      case 'CheckEgress':
        this.#set({ egress: { ...state.egress, checked_at: new Date().toISOString() } });
        return {};
      default:
        return this.#outputs(name, input);
    }
  }

  #import(text: string): unknown {
    let presets: unknown;
    try {
      ({ presets } = JSON.parse(text));
    } catch {
      // What is no JSON is no presets, as below.
    }
    if (!Array.isArray(presets)) {
      throw new FakeFailure('preset_text_invalid', 'The text is not a preset file.');
    }
    this.#set({ presets: [...this.state.presets, ...(presets as DockState['presets'])] });
    return { presets };
  }

  #panic(isPanicked: boolean): unknown {
    const { guardian } = this.state;
    if (!guardian) throw new FakeFailure('obs_missing', 'OBS is not connected.');
    this.#set({
      guardian: { ...guardian, is_panicked: isPanicked },
      masks: this.state.masks.map((one) => ({
        ...one,
        state: isPanicked ? 'covered' : 'masked',
        reason: isPanicked ? 'panic' : 'none',
      })),
      safety: {
        level: 'safe',
        code: isPanicked ? 'panic' : 'all_masked',
        sentence: '',
        source_name: '',
      },
    });
    return { is_panicked: isPanicked };
  }

  #outputs(name: string, input: object): unknown {
    const { outputs } = this.state;
    if (!outputs) throw new FakeFailure('obs_unreachable', 'OBS does not answer.');
    const { stream, record, virtual_camera: camera } = outputs;
    const set = (change: Partial<typeof outputs>) =>
      this.#set({ outputs: { ...outputs, ...change } });
    const on = (isOn: boolean) => (isOn ? 'live' : 'off');
    const start = name.startsWith('Start');
    if (name === 'StartAll' || name === 'StopAll') {
      set({
        stream: { ...stream, state: on(start) },
        record: { ...record, state: on(start) },
        virtual_camera: { ...camera, state: on(start) },
      });
      return { results: [] };
    }
    if (/^(Start|Stop)Stream$/.test(name)) set({ stream: { ...stream, state: on(start) } });
    else if (/^(Start|Stop)Record$/.test(name)) set({ record: { ...record, state: on(start) } });
    else if (/^(Start|Stop)VirtualCamera$/.test(name)) {
      set({ virtual_camera: { ...camera, state: on(start) } });
    } else if (name === 'SetPlatform') {
      set({ stream: { ...stream, has_key: 'key' in input || stream.has_key } });
    } else if (!/^Set(Quality|Destination)$|Destination$/.test(name)) {
      throw new FakeFailure('command_unknown', `There is no command ${name}.`);
    }
    return {};
  }

  #change(input: Input, change: (mask: MaskState) => MaskState): MaskState {
    const there = this.#find(input);
    const changed = change(there);
    this.#set({ masks: this.state.masks.map((one) => (one === there ? changed : one)) });
    return changed;
  }

  #find({ filter_uuid }: Input): MaskState {
    const found = this.state.masks.find((one) => one.filter_uuid === filter_uuid);
    if (!found) throw new FakeFailure('mask_not_found', 'There is no such mask.');
    return found;
  }

  #preset(name: string | undefined): DockState['presets'][number] {
    const found = this.state.presets.find((preset) => preset.name === name);
    if (!found) throw new FakeFailure('preset_not_found', 'There is no such preset.');
    return found;
  }

  #set(change: Partial<DockState>): void {
    this.state = { ...this.state, ...change };
  }
}

function covered(mask: MaskState): MaskState {
  if (!mask.is_enabled) return { ...mask, state: 'disabled', reason: 'none' };
  return mask.is_covered
    ? { ...mask, state: 'covered', reason: 'user_covered' }
    : { ...mask, state: mask.settings.mode === 'live' ? 'extrapolated' : 'masked', reason: 'none' };
}
