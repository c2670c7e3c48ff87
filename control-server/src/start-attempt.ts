// Remembers what the frame worker was started with beyond the CPU and the built-in models, until it has lived for a while.
// What ends the process, or hangs it until the plugin ends it, must not be begun again by each daemon that follows:
// the picture would stay covered for good. Read and written by the frame worker.
//
//   begin -> end      it lived, or was told to stop
//   begin -> (ended)  the next daemon does without it, once; the one after that tries again

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { ProviderChoice } from './detection/providers/provider-choice.ts';
import type { ChosenModel } from './detection/user-models/chosen-model.ts';

const fileName = 'start-attempt.json';

const startRisk = z.object({
  /** An execution provider; empty: the CPU. */
  provider: z.string(),
  /** The checksum of a user's model; empty: a built-in one. */
  model: z.string(),
});
export type StartRisk = z.infer<typeof startRisk>;

export interface StartPlan {
  readonly providers: ProviderChoice;
  readonly chosen: ChosenModel;
}

export function riskOf({ providers, chosen }: StartPlan): StartRisk {
  const [provider = 'cpu'] = providers.providers;
  return {
    provider: provider === 'cpu' ? '' : provider,
    model: chosen.model?.record.sha256 ?? '',
  };
}

/** Without what the attempt before did not survive; which of two it was, nobody knows. */
export function saferPlan(plan: StartPlan, failed: StartRisk | undefined): StartPlan {
  const risk = riskOf(plan);
  const { model } = plan.chosen;
  const isModelFailed = failed !== undefined && model !== undefined && failed.model === risk.model;
  const isProviderFailed = failed?.provider === risk.provider && risk.provider !== '';
  const reason = (what: string) =>
    `The daemon ended soon after it began to use this ${what}; the next start tries it again.`;
  const [refused] = plan.providers.providers;
  return {
    providers:
      isProviderFailed && refused
        ? {
            providers: ['cpu'],
            refusals: [
              ...plan.providers.refusals,
              { provider: refused, reason: reason('provider') },
            ],
          }
        : plan.providers,
    chosen: isModelFailed
      ? { refusal: { model: model.record.name, code: 'model_crashed', reason: reason('model') } }
      : plan.chosen,
  };
}

/** Where nothing can be kept, nothing is known: no call throws. */
export class StartAttempt {
  readonly #file: string | undefined;

  /** @param folder undefined where there is none to keep it in */
  constructor(folder: string | undefined) {
    this.#file = folder && path.join(folder, fileName);
  }

  /** What the attempt before did not survive. It counts once. */
  takeFailed(): StartRisk | undefined {
    if (this.#file === undefined) return undefined;
    try {
      return startRisk.safeParse(JSON.parse(readFileSync(this.#file, 'utf8'))).data;
    } catch {
      return undefined;
    } finally {
      this.end();
    }
  }

  begin(risk: StartRisk): void {
    if (this.#file === undefined || (risk.provider === '' && risk.model === '')) return;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      writeFileSync(this.#file, `${JSON.stringify(risk)}\n`, { mode: 0o600 });
    } catch {
      // A full disk is no reason not to mask.
    }
  }

  end(): void {
    if (this.#file === undefined) return;
    try {
      rmSync(this.#file, { force: true });
    } catch {
      // As above.
    }
  }
}
