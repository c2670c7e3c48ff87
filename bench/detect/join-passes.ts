// One list of faces from several passes over the same picture: where passes agree, the surest counts.

import type { Detection } from '../../control-server/src/detection/detection.ts';
import { suppressOverlaps } from '../../control-server/src/detection/non-maximum-suppression.ts';

export function joinPasses(passes: readonly (readonly Detection[])[]): Detection[] {
  const [only] = passes;
  return passes.length === 1 && only ? [...only] : suppressOverlaps(passes.flat());
}
