// Finds a camera that can be read.

import { readdir } from 'node:fs/promises';
import { execa } from 'execa';

const probeTimeoutMs = 5_000;

export interface CameraSearch {
  /** Such as /dev/video0. */
  readonly device: string | undefined;
  /** Devices that are there but may not be opened. */
  readonly refused: readonly string[];
}

/** A device may be a camera's second node, without pictures: ffmpeg is asked what it delivers. */
export async function findCamera(): Promise<CameraSearch> {
  const refused: string[] = [];
  const devices = (await readdir('/dev'))
    .filter((name) => /^video\d+$/.test(name))
    .sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)));
  for (const name of devices) {
    const device = `/dev/${name}`;
    const { stderr } = await execa(
      'ffmpeg',
      ['-hide_banner', '-f', 'v4l2', '-list_formats', 'all', '-i', device],
      { reject: false, timeout: probeTimeoutMs },
    );
    if (listsFormats(stderr)) return { device, refused };
    if (/Permission denied/.test(stderr)) refused.push(device);
  }
  return { device: undefined, refused };
}

/** ffmpeg's list: "Raw       :     yuyv422 : ..." or "Compressed:       mjpeg : ...". */
export function listsFormats(output: string): boolean {
  return /^\[.*\] (Raw|Compressed)\s*:/m.test(output);
}
