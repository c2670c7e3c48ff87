// Which encoder a platform gets.

import { describe, expect, it } from 'vitest';
import { chooseEncoder } from '../../control-server/src/outputs/encoders.ts';

const platforms = ['twitch'] as const;
const all29 = ['obs_x264', 'jim_nvenc', 'jim_hevc_nvenc', 'obs_qsv11', 'h264_texture_amf'];
const all32 = ['obs_x264', 'obs_nvenc_h264_tex', 'obs_qsv11_v2', 'h264_texture_amf'];

describe('the encoder', () => {
  it.each(['x264', 'x264_lowcpu', 'nvenc', 'qsv', 'amd', 'apple_h264'])(
    '%s is kept: every platform takes H.264',
    (current) => {
      expect(chooseEncoder({ choice: 'keep', current, available: all29, platforms })).toBe(current);
    },
  );

  it('is replaced where Twitch does not take it, and kept where YouTube does', () => {
    const needs = { choice: 'keep', current: 'nvenc_av1', available: all29 } as const;
    expect(chooseEncoder({ ...needs, platforms })).toBe('nvenc');
    expect(chooseEncoder({ ...needs, platforms: ['youtube', 'twitch'] })).toBe('nvenc');
    expect(chooseEncoder({ ...needs, available: ['obs_x264'], platforms })).toBe('x264');
    expect(chooseEncoder({ ...needs, platforms: ['youtube'] })).toBe('nvenc_av1');
  });

  it.each([
    [all29, 'nvenc'],
    [all32, 'nvenc'],
    [['obs_x264', 'obs_qsv11'], 'qsv'],
    [['obs_x264', 'obs_qsv11_v2'], 'qsv'],
    [['obs_x264', 'h264_texture_amf'], 'amd'],
    [['obs_x264', 'com.apple.videotoolbox.videoencoder.ave.avc'], 'apple_h264'],
    [['obs_x264', 'jim_hevc_nvenc', 'obs_qsv11_av1'], 'x264'],
    [undefined, 'x264'],
  ])('of %j the best one is %s', (available, expected) => {
    expect(chooseEncoder({ choice: 'auto', current: 'x264', available, platforms })).toBe(expected);
  });

  it('that is not there is not set', () => {
    const needs = { current: 'x264', available: ['obs_x264'], platforms };
    expect(() => chooseEncoder({ ...needs, choice: 'nvenc' })).toThrow(
      expect.objectContaining({ code: 'encoder_missing' }),
    );
    expect(chooseEncoder({ ...needs, available: undefined, choice: 'x264' })).toBe('x264');
  });
});
