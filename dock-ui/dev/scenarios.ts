// What the pages can be shown without OBS and without the daemon: one snapshot each, for work on the looks and for tests.

import type { DockState, MaskState, SafetyCode, SafetyLevel } from '../../protocol/dock-state.ts';
import type { Finding } from '../../protocol/findings.ts';
import { settingDefault } from '../../protocol/names.ts';
import type { OutputsState } from '../../protocol/outputs.ts';

export const scenarioNames = [
  'safe',
  'starting',
  'covered',
  'user-covered',
  'panicked',
  'mask-gone',
  'exposed',
  'live-mode',
  'no-obs',
  'no-mask',
  'eight-masks',
  'live',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export function invent(name: ScenarioName): DockState {
  switch (name) {
    case 'safe':
      return safe();
    case 'starting':
      return judged(withMasks([mask({ state: 'covered', reason: 'starting', faces: 0 })]), {
        level: 'attention',
        code: 'mask_starting',
        source: 'Webcam',
      });
    case 'covered':
      return judged(
        withMasks([mask({ state: 'covered', reason: 'mask_late', faces: 3, fps: 21 })]),
        { level: 'attention', code: 'mask_covered', source: 'Webcam' },
      );
    case 'user-covered':
      return judged(
        withMasks([mask({ state: 'covered', reason: 'user_covered', isCovered: true }), second]),
        { level: 'safe', code: 'user_covered', source: 'Webcam' },
      );
    case 'panicked':
      return panicked();
    case 'mask-gone':
      return maskGone();
    case 'exposed':
      return exposed();
    case 'live-mode':
      return judged(withMasks([mask({ mode: 'live', state: 'extrapolated', delayMs: 0 })]), {
        level: 'attention',
        code: 'live_mode',
        source: 'Webcam',
      });
    case 'no-obs':
      return noObs();
    case 'no-mask':
      return judged(withMasks([]), { level: 'unsafe', code: 'no_mask', source: '' });
    case 'eight-masks':
      return eightMasks();
    case 'live':
      return live();
    default:
      return name satisfies never;
  }
}

interface InventedMask {
  readonly uuid?: string;
  readonly source?: string;
  readonly state?: MaskState['state'];
  readonly reason?: MaskState['reason'];
  readonly isEnabled?: boolean;
  readonly isCovered?: boolean;
  readonly mode?: MaskState['settings']['mode'];
  readonly kind?: MaskState['kind'];
  readonly faces?: number;
  readonly fps?: number;
  readonly delayMs?: number;
  readonly isShortened?: boolean;
}

export function mask(invented: InventedMask = {}): MaskState {
  const { uuid = 'mask-1', faces = 2, fps = 30, state = 'masked' } = invented;
  const drawn = 184_210;
  const repeated = 12;
  const covered = state === 'covered' ? 402 : 131;
  const extrapolated = invented.mode === 'live' ? drawn - covered - repeated : 0;
  return {
    filter_uuid: uuid,
    filter_name: 'PlayAlter Privacy Mask',
    source_name: invented.source ?? 'Webcam',
    kind: invented.kind ?? 'filter',
    is_enabled: invented.isEnabled ?? true,
    is_covered: invented.isCovered ?? false,
    settings: {
      mask_type: settingDefault.maskType,
      intensity: settingDefault.intensity,
      mask_color: settingDefault.maskColor,
      mode: invented.mode ?? settingDefault.mode,
      look_ahead_ms: settingDefault.lookAheadMs,
      cover_style: settingDefault.coverStyle,
      cover_color: settingDefault.coverColor,
      cover_image: settingDefault.coverImage,
      go_live_guard: settingDefault.goLiveGuard,
      delay_audio: settingDefault.delayAudio,
    },
    state,
    reason: invented.reason ?? 'none',
    width: 1280,
    height: 720,
    delay_ms: invented.delayMs ?? 383,
    is_look_ahead_shortened: invented.isShortened ?? false,
    stream: {
      state: 'running',
      code: '',
      message: '',
      provider: 'cpu',
      quality_step: 'full',
      quality_reason: '',
    },
    stats: {
      filter_uuid: uuid,
      fps,
      faces,
      faces_masked: 17,
      analysed: 181_002,
      unchanged: 2417,
      skipped: 3208,
      frames: {
        masked: drawn - covered - repeated - extrapolated,
        repeated,
        extrapolated,
        covered,
        drawn,
      },
      frame_to_mask_ms: { p50: 6.7, p99: 10.8, n: 900 },
      detect_ms: { p50: 5.8, p99: 9.1, n: 900 },
      paint_ms: { p50: 0.37, p99: 0.66, n: 900 },
      frames_per_analysis: 1.02,
    },
  };
}

const second = mask({ uuid: 'mask-2', source: 'Phone camera', faces: 1, delayMs: 383 });

const notes: readonly Finding[] = [
  {
    severity: 'note',
    code: 'websocket_may_unmask',
    subject: 'WebSocket server',
    what: 'Programs that know the password of OBS’s WebSocket server can switch the mask off.',
    advice: 'Give the password only to programs you trust, and make a new one when in doubt.',
  },
];

function withMasks(masks: readonly MaskState[]): DockState {
  return {
    revision: 1,
    safety: { level: 'safe', code: 'all_masked', sentence: '', source_name: '' },
    daemon: {
      version: '0.1.0',
      pid: 4711,
      started_at: '2026-01-01T18:00:00.000Z',
      uptime_s: 6140,
      provider: 'cpu',
      refused_providers: [],
      model: 'ultraface-448',
      refused_model: null,
      rss_mb: 213,
      connections: 1,
    },
    obs: {
      is_connected: true,
      plugin_version: '0.1.0',
      obs_version: '29.0.2',
      pid: 4700,
      others: 0,
      problem: null,
    },
    masks: [...masks],
    sources: [
      ...masks.map(({ source_name }) => source(source_name, true)),
      source('Capture card', false, true),
      source('Guests', false),
      source('Intro.mp4', false),
    ],
    presets: [
      { name: 'Just chatting', settings: { mask_type: 'pixelate', intensity: 70 } },
      { name: 'Protest', settings: { mask_type: 'color_block', intensity: 100, mode: 'guard' } },
    ],
    guardian: {
      is_panicked: false,
      cover_up: false,
      cover_reason: 'none',
      message: '',
      live: [],
      unhealthy: [],
    },
    outputs: outputs(),
    egress: {
      checked_at: '2026-01-01T19:42:00.000Z',
      is_running: false,
      findings: [...notes],
      problem: null,
    },
  };
}

function source(source_name: string, has_mask: boolean, is_active = has_mask) {
  const kind_name = 'Video Capture Device (V4L2)';
  return { source_name, kind_name, has_mask, is_active, width: 1280, height: 720 };
}

function judged(
  state: DockState,
  safety: { level: SafetyLevel; code: SafetyCode; source: string; sentence?: string },
): DockState {
  const { level, code, source: source_name, sentence = '' } = safety;
  return { ...state, safety: { level, code, sentence, source_name } };
}

function safe(): DockState {
  return withMasks([mask(), second]);
}

function panicked(): DockState {
  const state = safe();
  return judged(
    {
      ...state,
      masks: state.masks.map((one) => ({ ...one, state: 'covered', reason: 'panic' })),
      guardian: {
        is_panicked: true,
        cover_up: true,
        cover_reason: 'panic',
        message: '',
        live: [{ output: 'stream', is_being_stopped: false }],
        unhealthy: [],
      },
      outputs: outputs({ isLive: true }),
    },
    { level: 'safe', code: 'panic', source: '' },
  );
}

/** Somebody took the mask away while the stream is live. */
function maskGone(): DockState {
  const state = withMasks([second]);
  const message =
    'The mask of “Webcam” was removed while you are live: the whole picture is covered.';
  return judged(
    {
      ...state,
      daemon: {
        ...state.daemon,
        refused_providers: [{ provider: 'cuda', reason: 'this computer has no NVIDIA card.' }],
        refused_model: {
          name: 'yunet',
          reason:
            'The face model yunet.onnx is missing; add it again with "npx playalter models add".',
        },
      },
      obs: { ...state.obs, others: 1 },
      guardian: {
        is_panicked: false,
        cover_up: true,
        cover_reason: 'filter_removed',
        message,
        live: [{ output: 'stream', is_being_stopped: false }],
        unhealthy: [],
      },
      outputs: outputs({ isLive: true }),
    },
    { level: 'attention', code: 'canvas_covered', source: '', sentence: message },
  );
}

function exposed(): DockState {
  const state = withMasks([
    mask({ isEnabled: false, state: 'disabled', faces: 0, fps: 0 }),
    second,
  ]);
  const findings: readonly Finding[] = [
    {
      severity: 'raw',
      code: 'mask_filter_off',
      subject: 'Webcam',
      what: 'The mask on “Webcam” is switched off: scene “Talk” shows it raw.',
      advice: 'Click the eye beside PlayAlter Privacy Mask in the Filters of “Webcam”.',
    },
    {
      severity: 'risk',
      code: 'screenshot_hotkey_unmasked',
      subject: 'Hotkeys',
      what: 'The hotkey “Screenshot selected source” takes “Capture card” as it is.',
      advice: 'Put the mask on the source itself, or remove the hotkey in Settings, Hotkeys.',
    },
    ...notes,
  ];
  return judged(
    { ...state, egress: { ...state.egress, findings: [...findings] } },
    { level: 'unsafe', code: 'mask_disabled', source: 'Webcam' },
  );
}

function noObs(): DockState {
  const state = withMasks([]);
  return judged(
    {
      ...state,
      sources: [],
      presets: [],
      guardian: null,
      outputs: outputs({ isUnreachable: true }),
      obs: {
        is_connected: false,
        plugin_version: '',
        obs_version: '',
        pid: 0,
        others: 0,
        problem: null,
      },
      egress: { checked_at: null, is_running: false, findings: [], problem: null },
    },
    { level: 'unknown', code: 'obs_missing', source: '' },
  );
}

const longName =
  'Überwachungskamera_Eingang-Nord_2.Obergeschoss_(Ersatzgerät)_1080p60_MJPEG_ohne_Leerzeichen';

function eightMasks(): DockState {
  const names = [
    'Webcam',
    longName,
    'Phone camera',
    'Browser: group call with the editors in Nairobi and Bogotá',
    'Capture card',
    'Guests 🙂',
    'مصدر الفيديو الرئيسي',
    'NDI',
  ];
  const masks = names.map((name, index) =>
    mask({
      uuid: `mask-${index + 1}`,
      source: name,
      faces: index,
      ...(index === 2 ? { mode: 'live', state: 'extrapolated', delayMs: 0 } : {}),
      ...(index === 4 ? { state: 'covered', reason: 'source_returned' } : {}),
      ...(index === 5 ? { isShortened: true } : {}),
      ...(index === 7 ? { kind: 'private_camera' } : {}),
    }),
  );
  const state = withMasks(masks);
  const more = Array.from({ length: 12 }, (_none, index) => source(`Clip ${index + 1}`, false));
  const presets = [...state.presets, { name: longName.slice(0, 100), settings: {} }];
  return judged(
    { ...state, sources: [...state.sources, ...more], presets },
    { level: 'attention', code: 'live_mode', source: 'Phone camera' },
  );
}

function live(): DockState {
  return { ...safe(), outputs: outputs({ isLive: true }) };
}

function outputs({ isLive = false, isUnreachable = false } = {}): OutputsState {
  const qualities = [
    ['480p30', 854, 480, 30, 1200],
    ['480p60', 854, 480, 60, 1800],
    ['720p30', 1280, 720, 30, 3000],
    ['720p60', 1280, 720, 60, 4500],
    ['1080p30', 1920, 1080, 30, 4500],
    ['1080p60', 1920, 1080, 60, 6000],
  ] as const;
  return {
    connection: isUnreachable
      ? { state: 'unreachable', sentence: 'OBS doesn’t answer on its WebSocket port.' }
      : { state: 'connected', sentence: 'Connected to OBS.' },
    stream: {
      state: isLive ? 'live' : 'off',
      duration_ms: isLive ? 4_512_000 : 0,
      bitrate_kbps: isLive ? 2987 : 0,
      frames_total: isLive ? 135_360 : 0,
      frames_dropped: isLive ? 41 : 0,
      congestion: 0,
      platform: 'twitch',
      service_name: 'Twitch',
      server: '',
      has_key: true,
      problem: null,
    },
    record: {
      state: isLive ? 'live' : 'off',
      duration_ms: isLive ? 4_500_000 : 0,
      bitrate_kbps: isLive ? 8120 : 0,
      problem: null,
    },
    virtual_camera: { state: isUnreachable ? 'unavailable' : 'off', problem: null },
    video: {
      base_width: 1280,
      base_height: 720,
      output_width: 1280,
      output_height: 720,
      fps: 30,
      quality: '720p30',
      output_mode: 'simple',
      video_bitrate_kbps: 3000,
      audio_bitrate_kbps: 160,
      encoder: 'x264',
      is_encoder_pending: false,
      stop_first: isLive ? ['stream', 'record'] : [],
    },
    platforms: [
      {
        platform: 'twitch',
        name: 'Twitch',
        needs_server: false,
        key_hint: 'Find it in Twitch’s Creator Dashboard: Settings, Stream.',
      },
      {
        platform: 'youtube',
        name: 'YouTube',
        needs_server: false,
        key_hint: 'Find it in YouTube Studio: Create, Go live.',
      },
      {
        platform: 'custom',
        name: 'Another server (RTMP, SRT)',
        needs_server: true,
        key_hint: 'Whoever runs the server gives you one.',
      },
    ],
    qualities: qualities.map(([quality, width, height, fps, video_bitrate_kbps]) => ({
      quality,
      width,
      height,
      fps,
      video_bitrate_kbps,
    })),
    virtual_camera_steps: [
      {
        program: 'Discord',
        steps: [
          'Start the virtual camera here.',
          'Open User Settings, Voice & Video.',
          'Choose “OBS Virtual Camera” as the camera.',
        ],
      },
      {
        program: 'Zoom',
        steps: ['Start the virtual camera here.', 'Choose it beside the camera button.'],
      },
    ],
    destinations: isUnreachable
      ? null
      : [
          {
            destination_id: 'd1',
            name: 'YouTube, second channel',
            platform: 'youtube',
            server: '',
            has_key: true,
            is_enabled: true,
            state: isLive ? 'live' : 'off',
            bitrate_kbps: isLive ? 2990 : 0,
            duration_ms: isLive ? 4_511_000 : 0,
            frames_total: isLive ? 135_000 : 0,
            frames_dropped: 0,
            congestion: 0,
            reconnects: isLive ? 1 : 0,
            error_code: '',
            error_message: '',
          },
          {
            destination_id: 'd2',
            name: 'Own server',
            platform: 'custom',
            server: 'rtmp://media.example.org/live',
            has_key: false,
            is_enabled: false,
            state: isLive ? 'failed' : 'off',
            bitrate_kbps: 0,
            duration_ms: 0,
            frames_total: 0,
            frames_dropped: 0,
            congestion: 0,
            reconnects: 0,
            error_code: isLive ? 'connect_failed' : '',
            error_message: isLive ? 'The server media.example.org doesn’t answer.' : '',
          },
        ],
  };
}
