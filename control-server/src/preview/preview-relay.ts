// Between the frame worker and the pages: tells the worker what is watched, for as long as it is, and passes the pictures
// on. Who watches what, and who is too slow for a picture, is the hub's.

import { limit } from '../../../protocol/names.ts';
import type { DockHub, PreviewWish } from '../docks/dock-hub.ts';
import type { Repeat } from '../state/repeat.ts';
import type { PreviewDemand, WorkerPicture } from '../worker-messages.ts';

export interface PreviewRelayOptions {
  readonly hub: Pick<DockHub, 'onPreviewWishes' | 'publishPicture'>;
  /** To the worker, instead of what was asked for before. */
  readonly watch: (demands: readonly PreviewDemand[]) => void;
  readonly repeat: Repeat;
  /** The clock of `drawnMs`. */
  readonly monotonicMs: () => number;
}

export class PreviewRelay {
  readonly #options: PreviewRelayOptions;
  readonly #stopRenewing: () => void;
  #demands: readonly PreviewDemand[] = [];
  #isStopped = false;

  constructor(options: PreviewRelayOptions) {
    this.#options = options;
    options.hub.onPreviewWishes((wishes) => this.#setWishes(wishes));
    this.#stopRenewing = options.repeat(limit.previewLeaseMs / 3, () => {
      if (this.#demands.length > 0) options.watch(this.#demands);
    });
  }

  receive({ type: _, filterUuid, drawnMs, ...picture }: WorkerPicture): void {
    if (this.#isStopped) return;
    const ageMs = Math.max(0, this.#options.monotonicMs() - drawnMs);
    this.#options.hub.publishPicture(filterUuid, { ...picture, ageMs });
  }

  stop(): void {
    this.#stopRenewing();
    this.#setWishes(new Map());
    this.#isStopped = true;
  }

  #setWishes(wishes: ReadonlyMap<string, PreviewWish>): void {
    if (this.#isStopped) return;
    const isNews = wishes.size > 0 || this.#demands.length > 0;
    this.#demands = [...wishes].map(([filterUuid, { withOriginal }]) => ({
      filterUuid,
      withOriginal,
    }));
    if (isNews) this.#options.watch(this.#demands);
  }
}

/** Node's clock that all threads share, and the one that frames are stamped with. */
export function systemMonotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
