// The first inference allocates and, on a GPU, compiles: it must not be a stream's first frame.

import type { FaceDetector } from './detection.ts';

const warmUpImage = { widthPx: 640, heightPx: 360 } as const;

export async function warmUp(detector: FaceDetector): Promise<void> {
  const { widthPx, heightPx } = warmUpImage;
  await detector.detect({ data: new Uint8Array(widthPx * heightPx * 4), widthPx, heightPx });
}
