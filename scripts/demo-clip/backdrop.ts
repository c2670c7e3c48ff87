// The still background of a clip: a gradient with coarse and fine detail. It never moves, so that
// whatever differs in it after the filter was put there by the filter.

import { createFrame, type RgbFrame } from './raster.ts';
import type { Random } from './seeded-random.ts';

interface Stripe {
  readonly angle: number;
  readonly periodPx: number;
  readonly phase: number;
  readonly strength: number;
}

export function drawBackdrop(width: number, height: number, random: Random): RgbFrame {
  const frame = createFrame(width, height);
  const near = [70 + random() * 50, 80 + random() * 50, 90 + random() * 50];
  const far = [30 + random() * 40, 35 + random() * 40, 50 + random() * 40];
  const stripes: Stripe[] = [160, 61, 23].map((periodPx, index) => ({
    angle: random() * Math.PI,
    periodPx: periodPx * (0.8 + random() * 0.4),
    phase: random() * 2 * Math.PI,
    strength: [14, 10, 7][index] ?? 0,
  }));
  for (let y = 0; y < height; y++) {
    const depth = y / height;
    for (let x = 0; x < width; x++) {
      let detail = (random() - 0.5) * 5;
      for (const { angle, periodPx, phase, strength } of stripes) {
        const along = x * Math.cos(angle) + y * Math.sin(angle);
        detail += Math.sin((along / periodPx) * 2 * Math.PI + phase) * strength;
      }
      const at = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) {
        const base = (far[c] ?? 0) * (1 - depth) + (near[c] ?? 0) * depth;
        frame.data[at + c] = Math.max(0, Math.min(255, Math.round(base + detail)));
      }
    }
  }
  return frame;
}
