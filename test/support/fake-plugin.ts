// Plays OBS's plugin at the other end of the plugin link, with its masks in memory: what is set is kept, and told as
// an event, as the real one does.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { LineReader } from '../../control-server/src/link/line-reader.ts';
import type { PluginEventData, PluginEventName } from '../../protocol/events.ts';
import { toPlugin } from '../../protocol/link-messages.ts';
import type { GuardianReport, MaskInfo, MaskReport, MaskStats } from '../../protocol/mask-info.ts';
import { protocolVersion, settingDefault } from '../../protocol/names.ts';
import type { Preset } from '../../protocol/presets.ts';
import { type PluginRequestName, pluginRequests } from '../../protocol/requests.ts';

const quantiles = { p50: 4, p99: 9, n: 100 };

export function maskInfo(uuid: string, more: Partial<MaskInfo> = {}): MaskInfo {
  return {
    filter_uuid: uuid,
    filter_name: 'Mask',
    source_name: `Camera ${uuid}`,
    kind: 'filter',
    is_enabled: true,
    is_covered: false,
    settings: {
      mask_type: settingDefault.maskType,
      intensity: settingDefault.intensity,
      mask_color: settingDefault.maskColor,
      mode: settingDefault.mode,
      look_ahead_ms: settingDefault.lookAheadMs,
      cover_style: settingDefault.coverStyle,
      cover_color: settingDefault.coverColor,
      cover_image: settingDefault.coverImage,
      go_live_guard: settingDefault.goLiveGuard,
      delay_audio: settingDefault.delayAudio,
    },
    ...more,
  };
}

export const calmGuardian: GuardianReport = {
  is_panicked: false,
  cover_up: false,
  cover_reason: 'none',
  message: '',
  live: [],
  unhealthy: [],
};

type Data = Record<string, unknown>;

export class FakePlugin {
  readonly masks = new Map<string, MaskInfo>();
  readonly presets = new Map<string, Preset>();
  guardian: GuardianReport = calmGuardian;
  state: MaskStats['state'] = 'masked';
  reason: MaskStats['reason'] = 'none';
  /** Requests that came, in order. */
  readonly asked: string[] = [];
  /** Answers nothing any more. */
  isMute = false;
  /** Set when the daemon has answered the hello. */
  greeting: unknown;
  #drawn = 1000;
  readonly #socket: Socket;
  readonly #lines = new LineReader(4 * 1024 * 1024);

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      for (const line of this.#lines.push(chunk)) this.#receive(line);
    });
  }

  static async connect(
    socketPath: string,
    { hello = {}, masks = [maskInfo('a')] }: { hello?: Data; masks?: readonly MaskInfo[] } = {},
  ): Promise<FakePlugin> {
    const socket = connect(socketPath);
    await once(socket, 'connect');
    const plugin = new FakePlugin(socket);
    for (const mask of masks) plugin.masks.set(mask.filter_uuid, mask);
    plugin.write({
      type: 'plugin.hello',
      protocol: protocolVersion,
      plugin_version: '0.1.0',
      obs_version: '29.0.2',
      pid: process.pid,
      ...hello,
    });
    return plugin;
  }

  get isConnected(): boolean {
    return !this.#socket.destroyed;
  }

  write(message: unknown): void {
    this.writeText(`${JSON.stringify(message)}\n`);
  }

  /** Closes its own end, as OBS's does when OBS ends. */
  leave(): void {
    this.#socket.end();
  }

  writeText(text: string): void {
    this.#socket.write(text);
  }

  writeBytes(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  tell<Name extends PluginEventName>(event: Name, data: PluginEventData<Name>): void {
    this.write({ type: 'event', event, data });
  }

  change(uuid: string, more: Partial<MaskInfo>): void {
    const before = this.masks.get(uuid);
    if (!before) throw new Error(`no mask ${uuid}`);
    const mask = { ...before, ...more };
    this.masks.set(uuid, mask);
    this.tell('MaskChanged', { change: 'changed', mask });
  }

  async closed(): Promise<void> {
    while (!this.#socket.destroyed) await delay(5);
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(line: string): void {
    const message = toPlugin.parse(JSON.parse(line));
    if (message.type !== 'request') {
      this.greeting = message;
      return;
    }
    this.asked.push(message.request);
    if (this.isMute) return;
    const { id, request, data } = message;
    const name = request as PluginRequestName;
    try {
      // What the daemon sends is checked as strictly as the plugin does.
      pluginRequests[name].request.parse(data);
      this.write({ type: 'reply', id, ok: true, data: this.#answer(name, data) });
    } catch (error) {
      const code = error instanceof Refusal ? error.code : 'request_invalid';
      this.write({ type: 'reply', id, ok: false, code, message: `${request} failed.` });
    }
  }

  #answer(request: PluginRequestName, data: Data): Data {
    const masks = [...this.masks.values()];
    switch (request) {
      case 'GetVersion':
        return {
          plugin_version: '0.1.0',
          protocol_major: protocolVersion.major,
          protocol_minor: protocolVersion.minor,
          obs_version: '29.0.2',
        };
      case 'GetStatus':
        return {
          plugin_version: '0.1.0',
          guardian: this.guardian,
          filters: masks.map((mask) => this.#report(mask)),
        };
      case 'GetStats':
        this.#drawn += 15;
        return {
          obs: { active_fps: 30, frames_drawn: 1, frames_lagged: 0, average_frame_ms: 2 },
          masks: masks.map((mask) => this.#stats(mask)),
        };
      case 'ListMasks':
        return { masks };
      case 'ListSources':
        return {
          sources: masks.map(({ source_name }) => ({
            source_name,
            kind_name: 'Camera',
            has_mask: true,
            is_active: true,
            width: 1280,
            height: 720,
          })),
        };
      case 'GetMask':
        return { mask: this.#find(data) };
      case 'SetMask': {
        const before = this.#find(data);
        const { settings, is_covered, is_enabled } = data;
        const mask = {
          ...before,
          ...(typeof is_covered === 'boolean' && { is_covered }),
          ...(typeof is_enabled === 'boolean' && { is_enabled }),
          settings: { ...before.settings, ...(settings as object) },
        };
        this.change(mask.filter_uuid, mask);
        return { mask };
      }
      case 'AddMask': {
        const mask = maskInfo(`of ${String(data['source_name'])}`, {
          source_name: String(data['source_name']),
        });
        this.masks.set(mask.filter_uuid, mask);
        this.tell('MaskChanged', { change: 'added', mask });
        return { mask };
      }
      case 'RemoveMask': {
        const mask = this.#find(data);
        this.masks.delete(mask.filter_uuid);
        this.tell('MaskChanged', { change: 'removed', mask });
        return { filter_uuid: mask.filter_uuid };
      }
      case 'ListPresets':
        return { presets: [...this.presets.values()] };
      case 'SavePreset': {
        const preset = { name: String(data['name']), settings: (data['settings'] ?? {}) as object };
        this.presets.set(preset.name, preset);
        this.tell('PresetsChanged', { presets: [...this.presets.values()] });
        return { preset };
      }
      case 'ImportPresets':
        return { presets: [{ name: String(String(data['text']).length), settings: {} }] };
      case 'Panic':
      case 'Resume': {
        const is_panicked = request === 'Panic';
        this.guardian = { ...this.guardian, is_panicked };
        this.tell('PanicChanged', { is_panicked });
        return { is_panicked };
      }
      default:
        throw new Refusal('request_unknown');
    }
  }

  #find(data: Data): MaskInfo {
    const mask = this.masks.get(String(data['filter_uuid']));
    if (!mask) throw new Refusal('mask_not_found');
    return mask;
  }

  #stats(mask: MaskInfo): MaskStats {
    const { filter_uuid, filter_name, source_name, is_enabled, is_covered } = mask;
    const drawn = this.#drawn;
    return {
      ...{ filter_uuid, filter_name, source_name, is_enabled, is_covered },
      state: is_covered ? 'covered' : this.state,
      reason: is_covered ? 'user_covered' : this.reason,
      faces: 2,
      faces_masked: 3,
      analysed: drawn,
      unchanged: Math.floor(drawn / 2),
      skipped: 0,
      frames: { masked: drawn, repeated: 0, extrapolated: 0, covered: 0, drawn },
      delay_ms: 383,
      frame_to_mask_ms: quantiles,
      detect_ms: quantiles,
      paint_ms: quantiles,
      graphics_cpu_ms: quantiles,
      graphics_total_cpu_ms: quantiles,
      tick_gap_ms_max: 1,
    };
  }

  #report(mask: MaskInfo): MaskReport {
    const { state, reason, frames, delay_ms } = this.#stats(mask);
    const { settings, is_enabled, ...names } = mask;
    return {
      ...names,
      ...{ state, reason, frames, delay_ms, enabled: is_enabled },
      mask_type: settings.mask_type,
      intensity: settings.intensity,
      mode: settings.mode,
      look_ahead_ms: settings.look_ahead_ms,
      go_live_guard: settings.go_live_guard,
      width: 1280,
      height: 720,
      delay_frames: 12,
      look_ahead_frames: 8,
      look_ahead_shortened: false,
      graphics_cpu_ms: quantiles,
      graphics_total_cpu_ms: quantiles,
      tick_gap_ms_max: 1,
      tick_gap_ms_recent: 1,
      channel_state: 'connected',
      channel_code: '',
      channel_message: '',
      daemon_pid: process.pid,
      connections: 1,
      daemon_version: '0.1.0',
    };
  }
}

class Refusal extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}
