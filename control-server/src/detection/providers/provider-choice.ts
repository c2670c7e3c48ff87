// Which providers the models are opened with, in order. Pure.

import type { ProviderName, ProviderRefusal } from '../provider-names.ts';
import { isUsable, type ProviderVerdict } from './provider-verdict.ts';

export interface ProviderChoice {
  /** The CPU is always the last: it is what all others are measured by. */
  readonly providers: readonly ProviderName[];
  /** Wanted by name, and not used: to be said aloud. */
  readonly refusals: readonly ProviderRefusal[];
}

export interface GraphicsFacts {
  readonly platform: NodeJS.Platform;
  /** Of Linux: some graphics device; one of NVIDIA's with its driver. */
  readonly hasDevice: boolean;
  readonly hasNvidia: boolean;
}

/** What is tried where nobody named a provider. */
export function candidatesOn(facts: GraphicsFacts): readonly ProviderName[] {
  switch (facts.platform) {
    case 'darwin':
      return ['coreml', 'webgpu'];
    case 'win32':
      return ['cuda', 'dml', 'webgpu'];
    default:
      return [
        ...(facts.hasNvidia ? (['cuda'] as const) : []),
        ...(facts.hasDevice ? (['webgpu'] as const) : []),
      ];
  }
}

/**
 * By name: that provider, unless it computes something else than the CPU, and even where it is slower. Else the
 * quickest of those that are known to be right and quicker than the CPU.
 */
export function chooseProviders(
  wanted: ProviderName | 'auto',
  verdicts: readonly ProviderVerdict[],
): ProviderChoice {
  if (wanted === 'cpu') return { providers: ['cpu'], refusals: [] };
  if (wanted === 'auto') {
    const [best] = verdicts
      .filter(({ code }) => code === 'good')
      .toSorted((a, b) => a.providerMs - b.providerMs);
    return { providers: best ? [best.provider, 'cpu'] : ['cpu'], refusals: [] };
  }
  const verdict = verdicts.find(({ provider }) => provider === wanted);
  if (verdict && isUsable(verdict)) return { providers: [wanted, 'cpu'], refusals: [] };
  const reason = verdict?.reason ?? 'It has not been tried.';
  return { providers: ['cpu'], refusals: [{ provider: wanted, reason }] };
}
