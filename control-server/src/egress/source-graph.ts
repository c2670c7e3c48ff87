// Which sources show which: scenes and groups their items, clones what they clone. Answers what is reached from a
// scene or source without a mask on the way.

import { filterId, privateCameraId } from '../../../protocol/names.ts';
import type { EgressFacts, FilterFacts, SourceFacts } from './egress-facts.ts';

/** A way on which an input is shown without a mask. */
export interface Exposure {
  readonly input: SourceFacts;
  /** No item on the way is hidden. */
  readonly isVisible: boolean;
  /** The outermost scene or group on the way whose mask is switched off. */
  readonly offMaskAt: SourceFacts | undefined;
  /** The outermost input on the way that draws another one: a clone. */
  readonly shownBy: SourceFacts | undefined;
  /** The mask is there, but a clone leaves out the source's filters. */
  readonly skipsMask: boolean;
}

interface Step {
  readonly source: SourceFacts;
  readonly isVisible: boolean;
  readonly offMaskAt: SourceFacts | undefined;
  readonly shownBy: SourceFacts | undefined;
  readonly skipsFilters: boolean;
}

export class SourceGraph {
  readonly sources: readonly SourceFacts[];
  readonly scenes: readonly SourceFacts[];
  #byId: Map<string, SourceFacts>;

  constructor({ sources }: Pick<EgressFacts, 'sources'>) {
    this.sources = sources;
    this.scenes = sources.filter(({ type }) => type === 'scene');
    this.#byId = new Map(sources.map((source) => [source.id, source]));
  }

  find(id: string): SourceFacts | undefined {
    return this.#byId.get(id);
  }

  findByName(name: string): SourceFacts | undefined {
    return this.sources.find((source) => source.name === name);
  }

  /** What the source draws: its items, and what it clones. A private camera's wrapped source is not among it. */
  drawnBy(source: SourceFacts): SourceFacts[] {
    const ids = [...source.items, ...source.draws].map((drawn) => drawn.source);
    return ids.flatMap((id) => this.find(id) ?? []);
  }

  /** The source itself and everything below it, masked or not. */
  below(source: SourceFacts): Set<SourceFacts> {
    const seen = new Set<SourceFacts>();
    const next = [source];
    for (let at = next.pop(); at; at = next.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      next.push(...this.drawnBy(at));
    }
    return seen;
  }

  /** The inputs that are drawn without a mask when the source is shown. */
  exposedFrom(root: SourceFacts): Exposure[] {
    const exposures: Exposure[] = [];
    const seen = new Set<string>();
    const start: Step = {
      source: root,
      isVisible: true,
      offMaskAt: undefined,
      shownBy: undefined,
      skipsFilters: false,
    };
    const next = [start];
    for (let step = next.pop(); step; step = next.pop()) {
      const { source, isVisible, shownBy, skipsFilters } = step;
      const key = [source.id, isVisible, step.offMaskAt?.id, shownBy?.id, skipsFilters].join('\0');
      if (seen.has(key)) continue;
      seen.add(key);
      if (source.kind === privateCameraId || (hasActiveMask(source) && !skipsFilters)) continue;
      const offMaskAt =
        step.offMaskAt ?? (source.type !== 'input' && hasOffMask(source) ? source : undefined);
      if (source.type === 'input') {
        const skipsMask = hasActiveMask(source);
        exposures.push({ input: source, isVisible, offMaskAt, shownBy, skipsMask });
      }
      for (const item of source.items) {
        const child = this.find(item.source);
        if (!child) continue;
        next.push({
          source: child,
          isVisible: isVisible && item.isVisible,
          offMaskAt,
          shownBy,
          skipsFilters: false,
        });
      }
      for (const drawn of source.draws) {
        const child = this.find(drawn.source);
        if (!child) continue;
        next.push({
          source: child,
          isVisible,
          offMaskAt,
          shownBy: shownBy ?? source,
          skipsFilters: drawn.skipsFilters,
        });
      }
    }
    return exposures;
  }
}

export function isMaskFilter({ kind }: Pick<FilterFacts, 'kind'>): boolean {
  return kind === filterId;
}

export function hasActiveMask({ filters }: SourceFacts): boolean {
  return filters.some((filter) => isMaskFilter(filter) && filter.isEnabled);
}

/** It has our filter, and every one of them is switched off. */
export function hasOffMask(source: SourceFacts): boolean {
  return source.filters.some(isMaskFilter) && !hasActiveMask(source);
}

/** Masked by itself, whoever shows it. */
export function isMaskedItself(source: SourceFacts): boolean {
  return source.kind === privateCameraId || hasActiveMask(source);
}
