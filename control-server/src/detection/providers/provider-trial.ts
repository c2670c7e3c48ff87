// From what is wanted to the providers that the models are opened with: what is known counts, what was named and is not known
// is tried at once, and what nobody named is tried later, in the background, for the next start.

import { setTimeout as delay } from 'node:timers/promises';
import { ModelError } from '../../../../models/model-error.ts';
import { errorMessage } from '../../coded-error.ts';
import { type ProviderName, providerNames } from '../provider-names.ts';
import type { ProbeEnd } from './probe-messages.ts';
import {
  candidatesOn,
  chooseProviders,
  type GraphicsFacts,
  type ProviderChoice,
} from './provider-choice.ts';
import { isUsable, judgeProbe, type ProviderVerdict } from './provider-verdict.ts';
import type { VerdictFile } from './verdict-file.ts';

/**
 * The picture is covered for as long as a start waits, and a daemon that can't be reached for 15 s is ended by the
 * plugin, its trial with it: the next one would begin the same trial, and so on for good.
 */
const startWaitMs = 6000;
const stillTried = 'It is still being tried; the next start goes by what comes of it.';

export interface TrialLog {
  info(details: Record<string, unknown>, event: string): void;
  warn(details: Record<string, unknown>, event: string): void;
}

export interface ProviderTrialOptions {
  readonly file: VerdictFile;
  readonly probe: (provider: ProviderName, isInBackground: boolean) => Promise<ProbeEnd>;
  readonly log: TrialLog;
  readonly graphics: GraphicsFacts;
  /** Default 6 s. */
  readonly startWaitMs?: number;
}

/** Throws ModelError `provider_unknown`. */
export function wantedProvider(name: string): ProviderName | 'auto' {
  if (name === 'auto') return name;
  const known = providerNames.find((one) => one === name);
  if (known) return known;
  throw new ModelError(
    'provider_unknown',
    `There is no execution provider "${name}"; use auto, ${providerNames.join(', ')}.`,
  );
}

export class ProviderTrial {
  readonly #options: ProviderTrialOptions;

  constructor(options: ProviderTrialOptions) {
    this.#options = options;
  }

  /** Waits for a probe only where a provider was named that was never tried on this machine, and not to its end if that is far. */
  async choose(wanted: ProviderName | 'auto'): Promise<ProviderChoice> {
    const known = this.#options.file.read();
    const isKnown = known.some(({ provider }) => provider === wanted);
    if (wanted === 'auto' || wanted === 'cpu' || isKnown) return chooseProviders(wanted, known);
    const tried = this.#try(wanted, false);
    const waited = new AbortController();
    const tooLong = delay(this.#options.startWaitMs ?? startWaitMs, undefined, {
      signal: waited.signal,
    }).catch(() => undefined);
    const verdict = await Promise.race([tried, tooLong]);
    waited.abort();
    if (verdict) return chooseProviders(wanted, [verdict]);
    return { providers: ['cpu'], refusals: [{ provider: wanted, reason: stillTried }] };
  }

  /** Tries what was never tried here; the next start goes by it. Never throws. */
  async lookAround(): Promise<void> {
    const { file, graphics } = this.#options;
    for (const candidate of candidatesOn(graphics)) {
      const isKnown = file.read().some(({ provider }) => provider === candidate);
      if (!isKnown) await this.#try(candidate, true);
    }
  }

  async #try(provider: ProviderName, isInBackground: boolean): Promise<ProviderVerdict> {
    const { file, probe, log } = this.#options;
    const verdict = judgeProbe(provider, await probe(provider, isInBackground));
    const details = { ...verdict };
    const isExpected = isUsable(verdict) || verdict.code === 'unavailable';
    log[isExpected ? 'info' : 'warn'](details, 'provider tried');
    try {
      file.add(verdict);
    } catch (error) {
      // It will be tried again at the next start.
      log.warn({ reason: errorMessage(error) }, 'provider verdicts not kept');
    }
    return verdict;
  }
}
