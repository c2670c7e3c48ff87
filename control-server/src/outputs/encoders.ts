// The encoders of simple output mode: OBS's names in the profile, what they need, and which of them suit a platform.

import type { EncoderChoice } from '../../../protocol/outputs.ts';
import { CodedError } from '../coded-error.ts';
import type { Platform } from './platforms.ts';

type Family = Exclude<EncoderChoice, 'keep' | 'auto'>;

/** Any of these encoder types; they changed their names between OBS 29 and 32. Best first. */
const families: readonly {
  readonly family: Family;
  readonly profile: string;
  readonly ids: readonly RegExp[];
}[] = [
  { family: 'nvenc', profile: 'nvenc', ids: [/^jim_nvenc$/, /^ffmpeg_nvenc$/, /^obs_nvenc_h264/] },
  { family: 'apple', profile: 'apple_h264', ids: [/^com\.apple\.videotoolbox.*\.avc$/] },
  { family: 'qsv', profile: 'qsv', ids: [/^obs_qsv11(_v2)?$/] },
  { family: 'amd', profile: 'amd', ids: [/^h264_texture_amf$/] },
  { family: 'x264', profile: 'x264', ids: [/^obs_x264$/] },
];

/** Profile names of H.264 encoders, which every platform takes. */
const h264 = ['x264', 'x264_lowcpu', 'nvenc', 'qsv', 'amd', 'apple_h264'];

export interface EncoderNeeds {
  readonly choice: EncoderChoice;
  /** As the profile has it. */
  readonly current: string;
  /** Types of video encoders that OBS has; undefined where it could not be asked. */
  readonly available: readonly string[] | undefined;
  readonly platforms: readonly Platform[];
}

/** The profile's name for the encoder to be used. Throws CodedError `encoder_missing`. */
export function chooseEncoder({ choice, current, available, platforms }: EncoderNeeds): string {
  if (choice === 'keep' && isTaken(current, platforms)) return current;
  const has = (ids: readonly RegExp[]) =>
    available?.some((id) => ids.some((pattern) => pattern.test(id))) ?? false;
  if (choice === 'keep' || choice === 'auto') {
    return families.find(({ ids }) => has(ids))?.profile ?? 'x264';
  }
  const wanted = families.find(({ family }) => family === choice);
  // Every OBS has x264.
  if (!wanted || (choice !== 'x264' && !has(wanted.ids))) {
    throw new CodedError('encoder_missing', `This OBS has no such encoder (${choice}).`);
  }
  return wanted.profile;
}

/** HEVC and AV1: only YouTube, and a server of one's own, which its owner knows. */
function isTaken(encoder: string, platforms: readonly Platform[]): boolean {
  return h264.includes(encoder) || !platforms.includes('twitch');
}
