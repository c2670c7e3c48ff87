// Which mask's picture is watched, and the newest pictures of it. The original is asked for only after the user said so, and
// never again after a reload, a lost connection or a change of mask: nothing of this is kept.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { PreviewWatch } from '../../../protocol/dock-messages.ts';
import type { PreviewFrame, PreviewPicture } from '../../../protocol/preview-frame.ts';

export class PreviewModel {
  readonly #isOriginalWanted = signal(false);
  readonly #filterUuid = signal<string | undefined>(undefined);
  readonly #viewers = signal(0);
  readonly #latest = new Map<PreviewPicture, PreviewFrame>();
  readonly #arrived = signal(0);
  #tag = 0;

  /** Grows with each picture: what draws subscribes to this. */
  get arrived(): ReadonlySignal<number> {
    return this.#arrived;
  }

  get isOriginalWanted(): ReadonlySignal<boolean> {
    return this.#isOriginalWanted;
  }

  get filterUuid(): ReadonlySignal<string | undefined> {
    return this.#filterUuid;
  }

  latest(picture: PreviewPicture): PreviewFrame | undefined {
    return this.#latest.get(picture);
  }

  choose(filterUuid: string | undefined): void {
    if (filterUuid === this.#filterUuid.peek()) return;
    this.#filterUuid.value = filterUuid;
    this.hideOriginal();
    this.forget();
  }

  showOriginal(): void {
    this.#isOriginalWanted.value = true;
  }

  hideOriginal(): void {
    this.#isOriginalWanted.value = false;
    this.#latest.delete('original');
    this.#arrive();
  }

  /** While a panel shows it; returns what ends that. */
  join(): () => void {
    this.#viewers.value = this.#viewers.peek() + 1;
    return () => {
      this.#viewers.value = this.#viewers.peek() - 1;
      if (this.#viewers.peek() === 0) {
        this.hideOriginal();
        this.forget();
      }
    };
  }

  forget(): void {
    this.#latest.clear();
    this.#arrive();
  }

  /** What to ask of the server now; a new tag with each wish, so that late pictures of the last one are told apart. */
  wish(isPageVisible: boolean): PreviewWatch | null {
    const filterUuid = this.#filterUuid.value;
    const withOriginal = this.#isOriginalWanted.value;
    if (!isPageVisible || this.#viewers.value === 0 || filterUuid === undefined) return null;
    this.#tag = (this.#tag + 1) >>> 0;
    return { filter_uuid: filterUuid, with_original: withOriginal, tag: this.#tag };
  }

  take(frame: PreviewFrame): void {
    if (frame.tag !== this.#tag || this.#viewers.peek() === 0) return;
    if (frame.picture === 'original' && !this.#isOriginalWanted.peek()) return;
    this.#latest.set(frame.picture, frame);
    this.#arrive();
  }

  /** Without subscribing whoever calls. */
  #arrive(): void {
    this.#arrived.value = this.#arrived.peek() + 1;
  }
}
