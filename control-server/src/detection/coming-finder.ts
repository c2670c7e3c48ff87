// Stands for detectors of which the further ones are still being opened: filters can connect meanwhile.

import type { FaceFinder } from '../stream/face-finder.ts';

export class ComingFinder implements FaceFinder {
  readonly #provider: string;
  #come: FaceFinder | undefined;

  /** @param provider in use until they are there */
  constructor(provider: string) {
    this.#provider = provider;
  }

  /** Once. */
  arrive(finder: FaceFinder): void {
    this.#come = finder;
  }

  get hasCome(): boolean {
    return this.#come !== undefined;
  }

  get provider(): string {
    return this.#come?.provider ?? this.#provider;
  }

  get furtherPasses(): FaceFinder['furtherPasses'] {
    return this.#opened.furtherPasses;
  }

  primary: FaceFinder['primary'] = (image) => this.#opened.primary(image);
  closely: FaceFinder['closely'] = (image, square) => this.#opened.closely(image, square);

  /** No stream is analysed before; a look that none can take must not seem to have found nothing. */
  get #opened(): FaceFinder {
    if (!this.#come) throw new Error('The detectors are not open yet.');
    return this.#come;
  }
}
