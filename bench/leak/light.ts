// Exposure, contrast and sensor noise, laid over a finished picture.

import { seededRandom } from '../../scripts/demo-clip/seeded-random.ts';
import type { LightSpec } from './clip-spec.ts';
import type { RgbaPicture } from './turned-sprite.ts';

const gamma = 2.2;
const noiseSamples = 1 << 16;

export interface Light {
  /** The same noise for the same frame. */
  shine(picture: RgbaPicture, frameIndex: number): void;
}

export function createLight(spec: LightSpec | undefined, seed: number): Light {
  const { gain = 1, contrast = 1, noise = 0 } = spec ?? {};
  if (gain === 1 && contrast === 1 && noise === 0) return { shine: () => undefined };
  const values = Float32Array.from({ length: 256 }, (_none, value) => {
    const lit = 255 * ((value / 255) ** gamma * gain) ** (1 / gamma);
    return 128 + (Math.min(255, lit) - 128) * contrast;
  });
  const noiseTable = gaussianTable(seed, noise);
  return {
    shine({ data, width, height }, frameIndex) {
      const random = seededRandom(seed * 7919 + frameIndex);
      let at = 0;
      for (let y = 0; y < height; y++) {
        let from = Math.floor(random() * noiseSamples);
        for (let x = 0; x < width; x++) {
          for (let channel = 0; channel < 3; channel++) {
            from = (from + 1) & (noiseSamples - 1);
            const lit = (values[data[at] as number] as number) + (noiseTable[from] as number);
            data[at] = lit < 0 ? 0 : lit > 255 ? 255 : Math.round(lit);
            at++;
          }
          at++;
        }
      }
    },
  };
}

/** By Box and Muller. */
function gaussianTable(seed: number, deviation: number): Float32Array {
  const random = seededRandom(seed + 977);
  return Float32Array.from({ length: noiseSamples }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return deviation * radius * Math.cos(2 * Math.PI * random());
  });
}
