// Where OBS's own stream can go, and how OBS's service settings say so. Service names and servers are those of OBS's list
// of services, the same in OBS 29 to 32.

import type { ChoosablePlatform, OutputsState, platforms } from '../../../protocol/outputs.ts';

export type Platform = (typeof platforms)[number];

interface PlatformEntry {
  readonly platform: ChoosablePlatform;
  readonly name: string;
  readonly needsKey: boolean;
  readonly keyHint: string;
  /** Of `rtmp_common`; undefined: `rtmp_custom`. */
  readonly service?: { readonly name: string; readonly server: string };
}

export const platformTable: readonly PlatformEntry[] = [
  {
    platform: 'twitch',
    name: 'Twitch',
    needsKey: true,
    keyHint: 'Twitch: Creator Dashboard, Settings, Stream, Primary Stream key.',
    service: { name: 'Twitch', server: 'auto' },
  },
  {
    platform: 'youtube',
    name: 'YouTube',
    needsKey: true,
    keyHint: 'YouTube Studio: Create, Go live, Stream, Stream key.',
    service: { name: 'YouTube - RTMPS', server: 'rtmps://a.rtmps.youtube.com:443/live2' },
  },
  {
    platform: 'custom',
    name: 'Another RTMP or SRT server',
    needsKey: false,
    keyHint: 'Whoever runs the server has told you; some need none.',
  },
];

export const platformChoices: OutputsState['platforms'] = platformTable.map((entry) => ({
  platform: entry.platform,
  name: entry.name,
  needs_server: entry.service === undefined,
  key_hint: entry.keyHint,
}));

export function platformEntry(platform: ChoosablePlatform): PlatformEntry {
  const entry = platformTable.find((candidate) => candidate.platform === platform);
  if (!entry) throw new Error(`No platform ${platform}.`);
  return entry;
}

/** What is told of OBS's service settings. The key itself stays in the function that read it. */
export interface StreamService {
  readonly platform: Platform;
  readonly serviceName: string;
  /** Scheme and host only. */
  readonly server: string;
  readonly hasKey: boolean;
}

export const unknownService: StreamService = {
  platform: 'none',
  serviceName: '',
  server: '',
  hasKey: false,
};

export interface ServiceSettings {
  readonly type: string;
  readonly service: string;
  readonly server: string;
  readonly key: string;
  /** A login of its own, as services that OBS is signed in to have. */
  readonly token: string;
}

export function describeService(settings: ServiceSettings): StreamService {
  const { type, service, server, key, token } = settings;
  const hasKey = key !== '' || token !== '';
  if (type === 'rtmp_custom') {
    if (server === '') return unknownService;
    return { platform: 'custom', serviceName: '', server: hostOf(server), hasKey };
  }
  if (type !== 'rtmp_common') {
    return { platform: 'other', serviceName: type, server: hostOf(server), hasKey };
  }
  if (service === '') return unknownService;
  return { platform: ofService(service), serviceName: service, server: hostOf(server), hasKey };
}

function ofService(service: string): Platform {
  if (service === 'Twitch') return 'twitch';
  // Under its names of all these years.
  return /^YouTube\b/.test(service) ? 'youtube' : 'other';
}

/** Scheme and host of an address: users, paths and what follows may be secret. Empty for what is no address. */
export function hostOf(server: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#]*@)?([^/?#@]*)/i.exec(server);
  return match ? `${match[1]}://${match[2]}` : '';
}

/** What OBS can stream to: it says so by itself only in its log. */
export function isServer(server: string): boolean {
  return /^(rtmps?|srt|rist):\/\/[^\s/?#:][^\s]*$/.test(server);
}

/** Without the white space that comes along when a key is pasted. */
export function trimmedKey(key: string): string {
  return key.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

/** Spaces inside, quotes and all letters are good; control characters nobody can have typed. */
export function isKey(key: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(key);
}
