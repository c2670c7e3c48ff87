// Which track masks which face, frame by frame: faces that change their track, and tracks that mask nobody.

import type { FrameHeads } from '../leak/clip-truth.ts';
import { isApartFrom, patchOver } from '../leak/coverage.ts';
import type { TickOutput } from '../leak/simulated-session.ts';

export class IdentityJudge {
  readonly #heads: readonly FrameHeads[];
  /** The track that masked each face last. */
  readonly #trackOf = new Map<number, number>();
  /** Tracks that were shown, and whether they ever touched a head. */
  readonly #touched = new Map<number, boolean>();
  /** A face is masked by another track than the last time that it was masked. */
  identitySwitches = 0;
  /** Shown frames with a mask that touches no head. */
  framesWithApartMask = 0;

  constructor(heads: readonly FrameHeads[]) {
    this.#heads = heads;
  }

  /** Tracks that masked somebody in no frame at all. */
  get falseMasks(): number {
    return [...this.#touched.values()].filter((hasTouched) => !hasTouched).length;
  }

  add({ kind, frameIndex, mask }: TickOutput): void {
    const frame = this.#heads[frameIndex];
    if (!frame || !mask || (kind !== 'masked' && kind !== 'extrapolated')) return;
    const { patches } = mask;
    let hasApart = false;
    for (const patch of patches) {
      const isApart = isApartFrom(patch, frame.truth.heads);
      hasApart ||= isApart;
      this.#touched.set(patch.trackId, !isApart || this.#touched.get(patch.trackId) === true);
    }
    if (hasApart) this.framesWithApartMask++;
    for (const { head } of frame.counted) {
      const patch = patchOver(head, patches);
      if (!patch) continue;
      const before = this.#trackOf.get(head.faceId);
      if (before !== undefined && before !== patch.trackId) this.identitySwitches++;
      this.#trackOf.set(head.faceId, patch.trackId);
    }
  }
}
