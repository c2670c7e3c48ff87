// Which further pass looks next: one whose part of the picture shows something that it has not seen yet, outside of what
// is masked, the longest overdue first; where nothing has changed, any of them. Where something moves that nobody has looked
// at, every second turn is the first pass's, which sees all of the picture small: it tells best what is blurred. Pure, time
// passed in; one for each stream.

import type { AnalysisImage } from '../detection/detection.ts';
import type { FurtherPass } from '../detection/further-passes.ts';
import type { PictureChanges } from '../tracking/picture-changes.ts';

interface PassState {
  /** The moment of the picture that it saw last. */
  seenMs: number;
  /** Since when its part shows something that it has not seen. */
  unseenSinceMs: number;
}

const never = Number.NEGATIVE_INFINITY;
const nothing = Number.POSITIVE_INFINITY;

export class FurtherTurns {
  readonly #changes: PictureChanges;
  readonly #states = new Map<string, PassState>();

  #last: FurtherPass | undefined;

  constructor(changes: PictureChanges) {
    this.#changes = changes;
  }

  /** No pass has seen anything of what comes. */
  reset(): void {
    this.#states.clear();
  }

  /** After each picture, once its masks are known. */
  review(passes: readonly FurtherPass[], image: AnalysisImage, timeMs: number): void {
    for (const pass of passes) {
      const state = this.#stateOf(pass);
      const isUnseen = this.#changes.hasChangedIn(pass.region(image), state.seenMs);
      state.unseenSinceMs = isUnseen ? Math.min(state.unseenSinceMs, timeMs) : nothing;
    }
  }

  /** Whether any pass has something to see. */
  isAnyDue(passes: readonly FurtherPass[]): boolean {
    return passes.some((pass) => this.#stateOf(pass).unseenSinceMs !== nothing);
  }

  /** Since when something is there that one of the passes has not seen; `Infinity`: they have seen all. */
  oldestUnseenMs(passes: readonly FurtherPass[]): number {
    return Math.min(nothing, ...passes.map((pass) => this.#stateOf(pass).unseenSinceMs));
  }

  /**
   * The pass whose turn it is.
   *
   * @param passes in the order of `FaceFinder.furtherPasses`; one at least
   * @param isMoving something moves that nobody has looked at
   */
  next(passes: readonly FurtherPass[], timeMs: number, isMoving: boolean): FurtherPass | undefined {
    const [first] = passes;
    const next = isMoving && this.#last !== first ? first : this.#longestOverdue(passes, timeMs);
    this.#last = next;
    return next;
  }

  #longestOverdue(passes: readonly FurtherPass[], timeMs: number): FurtherPass | undefined {
    const isAnyDue = this.isAnyDue(passes);
    let next: FurtherPass | undefined;
    let longest = never;
    for (const pass of passes) {
      const { seenMs, unseenSinceMs } = this.#stateOf(pass);
      if (isAnyDue && unseenSinceMs === nothing) continue;
      const overdue = (timeMs - seenMs) * pass.weight;
      if (overdue <= longest) continue;
      next = pass;
      longest = overdue;
    }
    return next;
  }

  /** The pass looks at the picture of this moment. */
  noteLook(pass: FurtherPass, image: AnalysisImage, timeMs: number): void {
    const state = this.#stateOf(pass);
    state.seenMs = timeMs;
    state.unseenSinceMs = nothing;
    this.#changes.see(pass.region(image));
  }

  #stateOf({ name }: FurtherPass): PassState {
    const known = this.#states.get(name);
    if (known) return known;
    const state = { seenMs: never, unseenSinceMs: nothing };
    this.#states.set(name, state);
    return state;
  }
}
