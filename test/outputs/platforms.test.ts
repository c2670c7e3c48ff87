// OBS's service settings, told without anything that is secret in them.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeService,
  hostOf,
  isKey,
  isServer,
  trimmedKey,
} from '../../control-server/src/outputs/platforms.ts';

const nothing = { type: 'rtmp_common', service: '', server: '', key: '', token: '' };

describe('a stream service', () => {
  it.each([
    [{ ...nothing, service: 'Twitch', server: 'auto', key: 'k' }, ['twitch', 'Twitch', '', true]],
    [
      {
        ...nothing,
        service: 'YouTube - RTMPS',
        server: 'rtmps://a.rtmps.youtube.com:443/live2',
        key: '',
      },
      ['youtube', 'YouTube - RTMPS', 'rtmps://a.rtmps.youtube.com:443', false],
    ],
    [
      { ...nothing, service: 'YouTube / YouTube Gaming', key: 'k' },
      ['youtube', 'YouTube / YouTube Gaming', '', true],
    ],
    [{ ...nothing, service: 'Facebook Live', token: 't' }, ['other', 'Facebook Live', '', true]],
    [
      { ...nothing, type: 'rtmp_custom', server: 'rtmp://u:p@host/app/secret?k=v', key: 'k' },
      ['custom', '', 'rtmp://host', true],
    ],
    [
      { ...nothing, type: 'whip_custom', server: 'https://host/whip', token: 'secret' },
      ['other', 'whip_custom', 'https://host', true],
    ],
    [{ ...nothing, type: 'rtmp_custom' }, ['none', '', '', false]],
    [nothing, ['none', '', '', false]],
  ])('%j', (settings, [platform, serviceName, server, hasKey]) => {
    expect(describeService(settings)).toEqual({ platform, serviceName, server, hasKey });
  });

  it('never tells a path, a user or a question of an address', () => {
    const secret = fc.stringMatching(/^[a-z0-9]{12,20}$/);
    fc.assert(
      fc.property(secret, fc.constantFrom('rtmp', 'rtmps', 'srt'), (text, scheme) => {
        for (const server of [
          `${scheme}://host/${text}`,
          `${scheme}://${text}@host/app`,
          `${scheme}://me:${text}@host`,
          `${scheme}://host?streamid=${text}`,
          `${scheme}://host/app#${text}`,
        ]) {
          expect(hostOf(server)).toBe(`${scheme}://host`);
        }
        expect(hostOf(text)).toBe('');
      }),
    );
  });
});

describe('a key', () => {
  it.each([
    'live_123_abc',
    'with spaces inside',
    `"quotes" 'and' \\`,
    'schlüssel-ключ-鍵',
    'a?b=c&d',
  ])('%s is good', (key) => {
    expect(isKey(key)).toBe(true);
    expect(trimmedKey(` \t${key}\r\n`)).toBe(key);
  });

  it.each(['a\nb', 'a\u0000b', 'a\u007fb', '\ud800'])('%j is not', (key) => {
    expect(isKey(key)).toBe(false);
  });
});

describe('a server', () => {
  it.each([
    'rtmp://127.0.0.1:1935/live',
    'rtmps://live.example.org/app',
    'srt://host:9000?latency=2000000',
    'rtmp://[::1]/live',
  ])('%s can be streamed to', (server) => expect(isServer(server)).toBe(true));

  it.each(['', 'host', 'http://host', 'rtmp://', 'rtmp:///live', 'rtmp://host/a b', 'file:///etc'])(
    '%j cannot',
    (server) => expect(isServer(server)).toBe(false),
  );
});
