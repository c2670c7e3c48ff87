// Which inputs must never be shown bare: cameras, and whatever the user has put a mask on somewhere, be it
// switched off now.

import type { SourceFacts } from './egress-facts.ts';
import { hasOffMask, isMaskedItself, type SourceGraph } from './source-graph.ts';
import { sourceKind } from './source-kinds.ts';

export class SensitiveInputs {
  #wrappers: Map<SourceFacts, SourceFacts>;
  /** Below a mask, or with one. */
  #masked: Set<SourceFacts>;
  /** The same for masks that are switched off. */
  #meantToBeMasked: Set<SourceFacts>;
  #digestsMeant: Set<string>;

  constructor(graph: SourceGraph) {
    const { sources } = graph;
    this.#wrappers = new Map(
      sources.flatMap((camera) => {
        const inner = camera.wraps === null ? undefined : graph.find(camera.wraps);
        return inner ? [[inner, camera] as const] : [];
      }),
    );
    const below = (source: SourceFacts) => [...graph.below(source)];
    const masked = [...sources.filter(isMaskedItself).flatMap(below), ...this.#wrappers.keys()];
    this.#masked = new Set(masked);
    this.#meantToBeMasked = new Set([...masked, ...sources.filter(hasOffMask).flatMap(below)]);
    this.#digestsMeant = new Set(
      [...this.#meantToBeMasked].flatMap(({ inputDigest }) => inputDigest ?? []),
    );
  }

  has(input: SourceFacts): boolean {
    return (
      isCamera(input) ||
      this.#meantToBeMasked.has(input) ||
      (input.inputDigest !== null && this.#digestsMeant.has(input.inputDigest))
    );
  }

  /** The private camera that wraps it. */
  wrapper(input: SourceFacts): SourceFacts | undefined {
    return this.#wrappers.get(input);
  }

  /** Another source with the same device or file, that is masked. */
  maskedSameInput(input: SourceFacts): SourceFacts | undefined {
    if (input.inputDigest === null) return undefined;
    return [...this.#masked].find(
      (other) => other !== input && other.inputDigest === input.inputDigest,
    );
  }

  /** A mask covers it on at least one way, on itself or around it. */
  isMaskedSomewhere(input: SourceFacts): boolean {
    return this.#masked.has(input);
  }
}

export function isCamera(source: SourceFacts): boolean {
  return sourceKind(source.kind).category === 'camera' || source.isNetworkInput;
}
