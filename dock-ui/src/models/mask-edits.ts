// What the user is changing on one mask: shown at once, sent while it is dragged, and given up in favour of the filter's
// own answer as soon as that has had time to come back.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { MaskState } from '../../../protocol/dock-state.ts';
import type { MaskSettings } from '../../../protocol/mask-settings.ts';
import type { Outcome } from '../connection/command-port.ts';
import { type Clock, LatestSender } from '../connection/latest-sender.ts';

export interface MaskPatch {
  readonly is_covered?: boolean;
  readonly is_enabled?: boolean;
  readonly settings?: Partial<MaskSettings>;
}

/** Two frames of a 30 fps picture lie between two of these. */
export const editIntervalMs = 60;
/** From the reply to the snapshot that has the filter's answer in it. */
export const answerMs = 300;

export interface MaskEditsOptions {
  readonly send: (patch: MaskPatch) => Promise<Outcome>;
  readonly onFailure: (outcome: Extract<Outcome, { ok: false }>) => void;
  readonly clock: Clock;
}

export class MaskEdits {
  readonly #draft = signal<MaskPatch>({});
  readonly #sender: LatestSender<MaskPatch>;
  readonly #clock: Clock;
  #forget = () => {};

  constructor({ send, onFailure, clock }: MaskEditsOptions) {
    this.#clock = clock;
    this.#sender = new LatestSender({
      merge: mergePatches,
      intervalMs: editIntervalMs,
      clock,
      send: async (patch) => {
        const outcome = await send(patch);
        if (outcome.ok) return;
        onFailure(outcome);
        // What was refused must not look as if it held.
        if (!this.#sender.isWaiting) this.#draft.value = {};
      },
      onSettled: () => {
        this.#forget = this.#clock.after(answerMs, () => {
          this.#draft.value = {};
        });
      },
    });
  }

  get draft(): ReadonlySignal<MaskPatch> {
    return this.#draft;
  }

  change(patch: MaskPatch): void {
    this.#forget();
    this.#draft.value = mergePatches(this.#draft.value, patch);
    this.#sender.push(patch);
  }
}

export function mergePatches(earlier: MaskPatch, later: MaskPatch): MaskPatch {
  const merged = { ...earlier, ...later };
  return earlier.settings || later.settings
    ? { ...merged, settings: { ...earlier.settings, ...later.settings } }
    : merged;
}

/** The mask as the user sees it while a change is on its way. */
export function withPatch(mask: MaskState, { settings, ...rest }: MaskPatch): MaskState {
  return { ...mask, ...rest, settings: { ...mask.settings, ...settings } };
}
