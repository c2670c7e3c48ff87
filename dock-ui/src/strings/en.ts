// Every text of the pages, in English. A translation is another file of this shape.

import type { DockError } from '../../../protocol/dock-messages.ts';
import type { Severity } from '../../../protocol/findings.ts';
import type { QualityStep } from '../../../protocol/messages.ts';
import type { CoverReason, RequestError } from '../../../protocol/names.ts';
import type { VerdictCode } from '../models/verdict.ts';

const quoted = (name: string) => `“${name}”`;
const masks = (count: number) => (count === 1 ? '1 mask' : `${count} masks`);

/** Of the page and the server; the others are listed in protocol/. */
type OwnError =
  | 'not_connected'
  | 'no_reply'
  | 'obs_missing'
  | 'obs_busy'
  | 'obs_timeout'
  | 'obs_reply_unexpected'
  | 'command_unknown'
  | 'input_invalid';

interface VerdictText {
  readonly word: string;
  /** Undefined: the server's own sentence says more. */
  readonly reason?: (sourceName: string, coverReason: string) => string;
}

const on = (name: string) => (name === '' ? 'A mask' : `The mask on ${quoted(name)}`);
const of = (name: string) => (name === '' ? 'A source' : quoted(name));

export const en = {
  product: 'PlayAlter',
  titles: { overview: 'Overview', dock: 'Dock', dashboard: 'Dashboard' },

  verdict: {
    all_masked: { word: 'Safe', reason: () => 'Every frame leaves OBS with its own mask.' },
    mask_starting: {
      word: 'Starting',
      reason: (name) => `${of(name)} is covered until its first mask.`,
    },
    user_covered: {
      word: 'Covered',
      reason: (name) => `You have covered ${name === '' ? 'a source' : quoted(name)}.`,
    },
    mask_covered: {
      word: 'Covered',
      reason: (name, why) => `${of(name)} is covered. ${why}`,
    },
    panic: { word: 'Panic', reason: () => 'Viewers see nothing but the cover.' },
    canvas_covered: { word: 'Covered' },
    obs_missing: { word: 'No OBS', reason: () => 'OBS isn’t running, or its plugin isn’t loaded.' },
    plugin_refused: { word: 'Mismatch' },
    obs_silent: { word: 'No answer', reason: () => 'OBS doesn’t answer. It may be hanging.' },
    egress_raw: { word: 'Exposed' },
    mask_disabled: {
      word: 'Exposed',
      reason: (name) => `${of(name)} goes out raw: its mask is switched off.`,
    },
    mask_lost: { word: 'Mask lost', reason: (name) => `${on(name)} went away while you are live.` },
    no_mask: { word: 'Unmasked', reason: () => 'No source carries the mask yet. Add it below.' },
    mask_unhealthy: { word: 'Trouble' },
    daemon_failed: { word: 'Trouble' },
    live_mode: {
      word: 'Careful',
      reason: (name) => `${of(name)} is in Live mode: a fast face can outrun its mask.`,
    },
    egress_risk: { word: 'Careful' },
    connecting: { word: 'Connecting', reason: () => 'Asking the masking program.' },
    lost: {
      word: 'No view',
      reason: () => 'The masking program doesn’t answer. Without it, masks cover by themselves.',
    },
  } satisfies Readonly<Record<VerdictCode, VerdictText>> as Readonly<
    Record<VerdictCode, VerdictText>
  >,

  connection: {
    old: (age: string) => `What you see below is ${age} old.`,
    retrying: 'Trying again by itself.',
    retryNow: 'Try now',
    loading: 'Waiting for the masking program. It starts with OBS and the first mask.',
    unproven:
      'What answers here doesn’t know this page’s token. Open the dock again from OBS’s Docks menu, or enter the token of this computer.',
    outdated: (version: string) =>
      `The masking program is now version ${version}. Load this page again.`,
    reload: 'Load again',
    tokenTitle: 'This page needs your token',
    tokenText:
      'It is in the file ~/.config/playalter/token on this computer. The dock in OBS has it by itself.',
    tokenLabel: 'Token',
    tokenUse: 'Use it',
    tokenWrong: 'A token has 64 characters, 0 to 9 and a to f.',
  },

  program: {
    others: (count: number) =>
      count === 1
        ? 'Another OBS is running too. This page steers the first one only.'
        : `${count} more OBS are running. This page steers the first one only.`,
    slow: (source: string, reason: string) =>
      `This computer is busy: turned, small and half-hidden faces that come newly into “${source}” are found later. ${reason}`,
    refused: (provider: string, now: string, reason: string) =>
      `${provider} isn’t used, ${now} is: ${reason}`,
    refusedModel: (name: string, reason: string) =>
      `Your detection model “${name}” isn’t used, a built-in one is: ${reason}`,
  },

  figures: {
    faces: 'Faces',
    fps: 'FPS',
    latency: 'ms to mask',
    provider: 'Runs on',
    label: 'Now',
  },

  panic: {
    button: 'Panic',
    hint: 'Covers everything at once',
    covers: {
      panic: {
        ask: 'Resume…',
        question: 'Show the masked picture again?',
        yes: 'Resume',
      },
      maskGone: {
        ask: 'Show it anyway…',
        question: 'A mask is missing, so faces would be seen. Show the picture all the same?',
        yes: 'Show it raw',
      },
    },
    no: 'Stay covered',
    noObs: 'Needs OBS',
    noConnection:
      'Panic needs the masking program. Use the hotkey set in OBS, or OBS’s Tools menu.',
  },

  masks: {
    title: 'Masks',
    none: 'No source carries the mask yet.',
    add: 'Add mask',
    addTitle: 'Add the mask to a source',
    addNone: 'There is no further source that could carry the mask.',
    addTo: 'Add the mask to',
    addSearch: 'Search sources',
    addActive: 'on the program',
    added: (name: string) => `${quoted(name)} carries the mask now.`,
    close: 'Close',
    settingsOf: (name: string) => `Settings of ${quoted(name)}`,
    privateCamera: 'Private Camera',
    show: (name: string) => `${quoted(name)}: what viewers see`,
    mask: 'Mask',
    cover: 'Cover',
    disabled: 'Switched off in OBS: viewers see this source raw.',
    enable: 'Switch on',
    faces: (count: number) => (count === 1 ? '1 face' : `${count} faces`),
    delay: (ms: number) => `${ms} ms late`,
    shortened: 'The look-ahead is shortened: the graphics memory for delayed frames is used up.',
    remove: 'Remove mask',
    removeQuestion: (name: string) => `Remove the mask? Viewers then see ${quoted(name)} as it is.`,
    removeYes: 'Remove',
    removeNo: 'Keep',
    removed: (name: string) => `The mask on ${quoted(name)} is removed.`,
    removeCamera: 'A Private Camera is its mask: delete the source in OBS to remove it.',
    states: {
      masked: 'Masked',
      repeated: 'Masked',
      extrapolated: 'Predicted',
      covered: 'Covered',
      disabled: 'Raw',
      unknown: 'Unknown',
    },
    reasons: {
      none: '',
      starting: 'Waiting for the first mask.',
      size_changed: 'The source has changed its size.',
      source_returned: 'The source has just come back.',
      settings_changed: 'The settings have just changed.',
      mask_late: 'Masks come too late: the computer is busy.',
      mask_missing: 'There was no mask for a frame.',
      daemon_missing: 'The masking program isn’t running.',
      daemon_refused: 'The masking program refused this mask.',
      daemon_requested: 'The masking program asked for it.',
      record_invalid: 'A damaged mask was thrown away.',
      unsupported_size: 'The source is too large or too small to mask.',
      graphics_failure: 'The graphics card reported an error.',
      // The banner says these.
      panic: '',
      user_covered: '',
    } satisfies Readonly<Record<CoverReason, string>> as Readonly<Record<string, string>>,
  },

  settings: {
    type: 'Mask type',
    types: {
      blur: 'Blur',
      pixelate: 'Pixels',
      color_block: 'Block',
      drawn_face: 'Drawn face',
    } as Readonly<Record<string, string>>,
    intensity: 'Intensity',
    percent: (value: number) => `${value} %`,
    color: 'Colour',
    colorHex: (label: string) => `${label}, as a code`,
    colorWrong: 'Write a colour like #1f1f1f.',
    /** Of a drawn face; never taken from the picture. */
    skinTones: {
      '#f3d3bd': 'Light',
      '#e0ac85': 'Medium-light',
      '#c08457': 'Medium',
      '#8d5a3b': 'Medium-dark',
      '#6e4630': 'Dark',
    },
    colors: {
      '#1f1f1f': 'Charcoal',
      '#000000': 'Black',
      '#ffffff': 'White',
      '#6b7280': 'Grey',
      '#284cb8': 'Blue',
      '#1e8528': 'Green',
      '#b88a16': 'Gold',
      '#c11f65': 'Pink',
    },
    mode: 'Promise',
    modes: {
      guard: {
        name: 'Guard',
        text: 'Delayed by the look-ahead. A face is masked from before it was noticed.',
      },
      exact: { name: 'Exact', text: 'A short delay. A new face can show until it is noticed.' },
      live: {
        name: 'Live · weaker',
        text: 'No delay. Masks are guessed ahead: a fast or new face can be seen.',
      },
    },
    lookAhead: 'Look-ahead',
    ms: (value: number) => `${value} ms`,
    more: 'More settings',
    coverStyle: 'Cover',
    coverStyles: { stripes: 'Stripes', color: 'Colour', image: 'Picture' },
    coverColor: 'Cover colour',
    coverImage: 'Cover picture',
    coverImageHint: 'A file on this computer, for example /home/me/soon.png',
    guard: 'When going live in trouble',
    guards: { stop: 'Stop the start', warn: 'Warn only', off: 'Do nothing' },
    delayAudio: 'Delay this source’s sound with its picture',
  },

  presets: {
    title: 'Presets',
    pick: 'Preset',
    pickNone: 'Choose a preset',
    apply: 'Apply',
    applyAll: 'Apply to all',
    applyAllOf: (name: string) => `Apply to all: ${quoted(name)}`,
    applied: (name: string) => `${quoted(name)} applied.`,
    save: 'Save as preset',
    saveOpen: 'Save as preset…',
    name: 'Name of the preset',
    saved: (name: string) => `${quoted(name)} saved.`,
    exists: (name: string) => `There is a preset ${quoted(name)} already.`,
    replace: 'Replace it',
    cancel: 'Cancel',
    rename: 'Rename',
    renameOf: (name: string) => `Rename ${quoted(name)}`,
    renameDo: 'Rename',
    delete: 'Delete',
    deleteOf: (name: string) => `Delete ${quoted(name)}`,
    deleteQuestion: (name: string) => `Delete the preset ${quoted(name)}?`,
    deleteNo: 'Keep',
    none: 'None yet. Set a mask as you like it, then “Save as preset”.',
    import: 'Import…',
    importLabel: 'File with presets',
    imported: (count: number) =>
      count === 1 ? '1 preset imported.' : `${count} presets imported.`,
    tooLarge: 'That file is too large to be presets of PlayAlter.',
    export: 'Export',
    fileName: 'playalter-presets.json',
  },

  preview: {
    title: 'Preview',
    of: 'Preview of',
    processed: 'What viewers see',
    original: 'Original',
    waiting: 'Waiting for a picture…',
    hidden: 'The original is not shown.',
    show: 'Show the original',
    showWarning: 'The original has faces without masks. Don’t share this window while it is shown.',
    hide: 'Hide the original',
    layout: 'Layout',
    layouts: { side: 'Side by side', slider: 'Slider' },
    divide: 'Where the original ends',
    picture: (name: string) => `${quoted(name)} as viewers see it`,
    pictureOriginal: (name: string) => `${quoted(name)} without its mask`,
    state: {
      masked: 'masked',
      repeated: 'last masked frame',
      extrapolated: 'predicted mask',
      covered: 'covered',
    },
    noMask: 'There is no mask to look through.',
  },

  stats: {
    title: 'Statistics',
    of: 'Statistics of',
    plots: {
      fps: 'Frames a second',
      latency: 'Frame to mask, ms',
      faces: 'Faces',
      covered: 'Covered frames',
      memory: 'Memory, MB',
    },
    p50: 'median',
    p99: '99th percentile',
    lastMinutes: 'The last two minutes',
    plotOf: (title: string, now: string) => `${title}: now ${now}. Line of the last two minutes.`,
    loading: 'Loading the plots…',
    loadFailed: 'The plots could not be loaded; the figures below are live.',
    counters: {
      drawn: 'Frames drawn',
      masked: 'Masked',
      repeated: 'Repeated',
      extrapolated: 'Predicted',
      covered: 'Covered',
      analysed: 'Analysed',
      unchanged: 'Unchanged pictures',
      skipped: 'Analyses skipped',
      facesMasked: 'Faces masked so far',
      quality: 'Looks at',
      furtherLooks: 'Further looks',
      detect: 'Detection',
      paint: 'Painting',
      toMask: 'Frame to mask',
      memory: 'Memory',
      uptime: 'Running for',
      connections: 'Pages connected',
    },
    quality: (frames: number) =>
      frames <= 1.05 ? 'every frame' : `every ${frames.toFixed(1)} frames`,
    furtherLooks: {
      full: 'all',
      fewer_looks: 'every 6th analysis',
      few_looks: 'every 12th analysis',
    } satisfies Readonly<Record<QualityStep, string>>,
    twoQuantiles: (p50: string, p99: string) => `${p50} / ${p99} ms`,
    none: 'No mask, no figures.',
  },

  detection: {
    title: 'Detection model',
    everyFrame: 'Looks at every frame',
    inUse: (name: string) => `${name} (in use)`,
    facts: (family: string, mb: number) =>
      `${family}, ${mb < 10 ? mb.toFixed(1) : Math.round(mb)} MB`,
    use: (name: string) => `Use ${name}`,
    loading: 'Loading… Masks stay on.',
    runsOn: (provider: string) => `Runs on ${provider}.`,
    howToAdd: 'A stronger one finds more faces. In PlayAlter’s folder:',
  },

  leaks: {
    title: 'Leak check',
    clean: 'Nothing found that shows a raw picture.',
    unchecked: 'Not checked yet.',
    running: 'Looking…',
    check: 'Check again',
    checkedAgo: (age: string) => `Checked ${age} ago.`,
    severity: { raw: 'Raw', risk: 'Risk', note: 'Note' } satisfies Readonly<
      Record<Severity, string>
    >,
    count: (raw: number, risk: number) =>
      [raw > 0 ? `${raw} raw` : '', risk > 0 ? `${risk} risk${risk === 1 ? '' : 's'}` : '']
        .filter(Boolean)
        .join(', '),
    notes: (count: number) => (count === 1 ? '1 note' : `${count} notes`),
  },

  outputs: {
    title: 'Go live',
    stream: 'Stream',
    record: 'Recording',
    virtualCamera: 'Virtual camera',
    start: 'Start',
    stop: 'Stop',
    startOf: (what: string) => `Start: ${what}`,
    stopOf: (what: string) => `Stop: ${what}`,
    stopQuestion: (what: string) => `Stop ${what}?`,
    stopNo: 'Keep going',
    startAll: 'Start all',
    stopAll: 'Stop all',
    stopAllQuestion: 'Stop stream, recording and virtual camera?',
    states: {
      off: 'Off',
      starting: 'Starting',
      live: 'Live',
      reconnecting: 'Reconnecting',
      stopping: 'Stopping',
      paused: 'Paused',
      unavailable: 'Not to be had here',
      waiting: 'Waiting',
      failed: 'Failed',
    } as Readonly<Record<string, string>>,
    dropped: (share: string) => `${share} dropped`,
    on: (count: number) => (count === 1 ? '1 live' : `${count} live`),
    setup: 'Where and how',
    platform: 'Platform',
    server: 'Server',
    serverHint: 'rtmp://, rtmps:// or srt://',
    key: 'Stream key',
    keySaved: 'OBS has a key. Leave this empty to keep it.',
    keyMissing: 'OBS has no key yet.',
    keyPromise: 'Goes to OBS and is not kept here.',
    savePlatform: 'Save platform',
    platformSaved: 'OBS streams there from now on.',
    quality: 'Quality',
    qualityCustom: 'As the profile has it',
    qualityName: (height: string, fps: string) => `${height}p, ${fps} fps`,
    bitrate: (kbps: string) => `Video ${kbps}`,
    encoder: 'Encoder',
    encoders: {
      keep: 'As it is',
      auto: 'Best there is',
      x264: 'x264 (CPU)',
      nvenc: 'NVENC',
      qsv: 'Quick Sync',
      amd: 'AMD',
      apple: 'Apple',
    },
    saveQuality: 'Set quality',
    qualitySaved: 'Quality is set.',
    stopFirst: (what: string) => `Stop ${what} first: OBS can’t change it meanwhile.`,
    stopNames: {
      stream: 'the stream',
      record: 'the recording',
      virtual_camera: 'the virtual camera',
      replay_buffer: 'the replay buffer',
    },
    destinations: 'More platforms at once',
    destinationsNone: 'Stream to further platforms beside OBS’s own, with the same encoder.',
    destinationsOff: 'OBS’s plugin isn’t reached.',
    destinationAdd: 'Add a platform',
    destinationName: 'Name',
    destinationEdit: (name: string) => `Edit ${quoted(name)}`,
    destinationSave: 'Save',
    destinationSaved: (name: string) => `${quoted(name)} saved.`,
    destinationWith: 'Starts with the stream',
    destinationKeyMissing: 'no key',
    destinationRemove: 'Remove',
    destinationRemoveQuestion: (name: string) => `Remove ${quoted(name)}?`,
    cancel: 'Cancel',
    reconnects: (count: number) => (count === 1 ? '1 reconnect' : `${count} reconnects`),
    platformNames: { twitch: 'Twitch', youtube: 'YouTube', custom: 'Another server' } as Readonly<
      Record<string, string>
    >,
    steps: 'Discord, Zoom and others',
    stepsFor: (program: string) => `In ${program}`,
    waiting: 'Waiting for OBS…',
  },

  theme: { label: 'Look', choices: { auto: 'Auto', dark: 'Dark', light: 'Light' } },
  footer: {
    dashboard: 'Dashboard',
    overview: 'Overview',
    version: (version: string) => `Version ${version}`,
  },
  noticesLabel: 'Messages',
  closeNotice: 'Close this message',
  masksSummary: (count: number, covered: number) =>
    covered === 0 ? masks(count) : `${masks(count)}, ${covered} covered`,

  overview: {
    masksTitle: 'Masks',
    source: 'Source',
    state: 'State',
    facesNow: 'Faces',
    fps: 'FPS',
    late: 'Late',
    programTitle: 'Masking program',
    obs: 'OBS',
    noObs: 'not connected',
    plugin: 'Plugin',
    provider: 'Runs on',
    model: 'Detection model',
    refused: 'Not used',
    memory: 'Memory',
    uptime: 'Running for',
    pages: 'Pages connected',
    linksTitle: 'Where to go',
    dashboard: 'Dashboard',
    dashboardText: 'The dock’s controls with both pictures and plots, for a second screen.',
    dock: 'Dock',
    dockText:
      'The narrow page. In OBS: Docks, Custom Browser Docks, with the address of ~/.config/playalter/dock.html.',
    health: '/health',
    healthText: 'The state as JSON; status 503 when something is wrong.',
    metrics: '/metrics',
    metricsText: 'Figures for Prometheus.',
    api: '/api/',
    apiText: 'REST, with an OpenAPI document.',
  },

  /** By code. Outputs are not here: the server's own words say which one and why. */
  errors: {
    not_connected: 'There is no connection to the masking program; nothing was changed.',
    no_reply: 'OBS didn’t answer in time; look whether the change was made.',
    obs_missing: 'OBS isn’t connected, so nothing was changed.',
    obs_busy: 'OBS has too much to do; try again.',
    obs_timeout: 'OBS didn’t answer in time; look whether the change was made.',
    obs_reply_unexpected: 'OBS answered otherwise than expected; look whether the change was made.',
    command_unknown: 'The masking program doesn’t know that; update it.',
    input_invalid: 'That value isn’t possible.',
    internal_error: 'Something went wrong in OBS’s plugin; its log says what.',
    request_unknown: 'This plugin doesn’t know that; update it.',
    request_invalid: 'That value isn’t possible.',
    mask_id_missing: 'It isn’t said which mask is meant.',
    mask_not_found: 'That mask is gone.',
    mask_ambiguous: 'There are several masks on this source.',
    mask_not_a_filter: 'A Private Camera is its mask; delete the source in OBS instead.',
    mask_create_failed: 'OBS couldn’t add the mask to this source.',
    source_not_found: 'That source is gone.',
    source_not_maskable: 'This source can’t carry a mask.',
    already_masked: 'This source carries the mask already.',
    not_an_input: 'Only an input can become a Private Camera.',
    already_private: 'This is a Private Camera already.',
    camera_create_failed: 'OBS couldn’t make the Private Camera; nothing was changed.',
    setting_invalid: 'That value isn’t possible.',
    setting_unknown: 'This plugin doesn’t know that setting; update it.',
    preset_not_found: 'That preset is gone.',
    preset_exists: 'There is a preset of that name already.',
    preset_name_invalid: 'A preset needs a name, without spaces at its ends.',
    presets_full: 'There are too many presets; delete some first.',
    preset_text_invalid: 'That file holds no presets of PlayAlter.',
    preset_version_unsupported: 'That file is from a newer version of PlayAlter; update first.',
    preset_store_failed: 'The presets couldn’t be written to this computer’s disk.',
    destination_not_found: 'That platform is gone.',
    destinations_full: 'There are too many platforms; remove one first.',
    destination_invalid: 'A platform needs a name and, if it is a server of your own, an address.',
    destination_name_taken: 'There is a platform of that name already.',
    destination_is_running: 'Stop it first.',
    destination_key_missing: 'Enter its stream key first; keys are forgotten when OBS ends.',
    destination_store_failed: 'The platforms couldn’t be written to this computer’s disk.',
    destination_version_unsupported: 'The saved platforms are from a newer version; update first.',
    server_invalid:
      'Write the server as rtmp://, rtmps:// or srt://, without a key or password in it.',
    stream_key_invalid: 'That stream key can’t be right: it has spaces or line breaks in it.',
    stream_not_live: 'Start OBS’s own stream first; the others share its encoder.',
    token_wrong: 'The masking program has another token than this page.',
    login_missing: 'The login took too long.',
    message_invalid: 'This page and the masking program are of different versions; load it again.',
    message_too_large: 'That was too much at once.',
    too_many_messages: 'This page asked too often.',
    too_many_connections: 'Too many pages are open; close some.',
    too_slow: 'This page couldn’t keep up.',
  } satisfies Readonly<Record<RequestError | DockError | OwnError, string>> as Readonly<
    Record<string, string>
  >,
  errorOther: (code: string) => `That didn’t work (${code}).`,
};

export type Strings = typeof en;
