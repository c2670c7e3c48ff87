// Bitrates for each quality and platform, kilobits a second, H.264. Twitch: its broadcasting guidelines (6000 is its limit,
// and OBS's). YouTube: its recommended bitrates for live encoders. 480p, which neither names at 60 fps, and servers of
// one's own are our choice: what a home connection carries with room to spare.

import {
  type ChoosablePlatform,
  type OutputsState,
  type Quality,
  qualities,
} from '../../../protocol/outputs.ts';

type Bitrates = Readonly<Record<Quality, number>>;

const twitch: Bitrates = {
  '480p30': 1500,
  '480p60': 2500,
  '720p30': 3000,
  '720p60': 4500,
  '1080p30': 4500,
  '1080p60': 6000,
};

const videoKbps: Readonly<Record<ChoosablePlatform, Bitrates>> = {
  twitch,
  youtube: {
    '480p30': 2500,
    '480p60': 4000,
    '720p30': 4000,
    '720p60': 6000,
    '1080p30': 10_000,
    '1080p60': 12_000,
  },
  custom: twitch,
};

/** AAC, stereo: within the limits of all of them. */
export const audioKbps = 160;

export interface QualitySize {
  readonly quality: Quality;
  readonly heightPx: number;
  readonly fps: number;
}

export const qualitySizes: readonly QualitySize[] = qualities.map((quality) => {
  const [height = '0', fps = '0'] = quality.split('p');
  return { quality, heightPx: Number(height), fps: Number(fps) };
});

export function qualitySize(quality: Quality): QualitySize {
  const size = qualitySizes.find((candidate) => candidate.quality === quality);
  if (!size) throw new Error(`No quality ${quality}.`);
  return size;
}

/** What all of these take: one encoder feeds them. None: as for a server of one's own. */
export function bitrateFor(quality: Quality, platforms: readonly ChoosablePlatform[]): number {
  const each = platforms.map((platform) => videoKbps[platform][quality]);
  return Math.min(...(each.length > 0 ? each : [videoKbps.custom[quality]]));
}

/** In the canvas's shape, even as encoders need it. */
export function widthFor(heightPx: number, base: { width: number; height: number }): number {
  const ratio = base.height > 0 && base.width > 0 ? base.width / base.height : 16 / 9;
  return Math.max(2, 2 * Math.round((heightPx * ratio) / 2));
}

/** Which quality this is; the width follows the canvas. */
export function qualityOf(size: { heightPx: number; fps: number }): Quality | 'custom' {
  const found = qualitySizes.find(
    ({ heightPx, fps }) => heightPx === size.heightPx && Math.abs(fps - size.fps) < 0.1,
  );
  return found?.quality ?? 'custom';
}

export function qualityChoices(
  base: { width: number; height: number },
  platforms: readonly ChoosablePlatform[],
): OutputsState['qualities'] {
  return qualitySizes.map(({ quality, heightPx, fps }) => ({
    quality,
    width: widthFor(heightPx, base),
    height: heightPx,
    fps,
    video_bitrate_kbps: bitrateFor(quality, platforms),
  }));
}
