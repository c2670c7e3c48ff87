// The egress check, when somebody asks for it and when something changed that it is about. One at a time, and not too often:
// it asks OBS for every source and filter there is.

import type { DockState } from '../../../protocol/dock-state.ts';
import type { Finding } from '../../../protocol/findings.ts';
import { CodedError } from '../coded-error.ts';
import type { EgressReport } from '../egress/egress-report.ts';
import type { ServerLog } from '../server-log.ts';

export interface EgressWatchOptions {
  readonly check: () => Promise<EgressReport>;
  readonly onChange: () => void;
  readonly log: ServerLog;
  readonly times?: { readonly settleMs: number; readonly apartMs: number };
}

/** Changes come in flocks; and a check is no small thing. */
const usualTimes = { settleMs: 2000, apartMs: 15_000 } as const;

export class EgressWatch {
  readonly #options: EgressWatchOptions;
  #underWay: Promise<EgressReport> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #checkedAtMs = Number.NEGATIVE_INFINITY;
  #report: EgressReport | undefined;
  #problem: DockState['egress']['problem'] = null;

  constructor(options: EgressWatchOptions) {
    this.#options = options;
  }

  /** Of the OBS that runs. What only its files say may be long past, and is no ground for a verdict. */
  get findings(): readonly Finding[] {
    const findings = this.#report?.findings ?? [];
    return findings.some(({ code }) => code === 'obs_not_asked') ? [] : findings;
  }

  get section(): DockState['egress'] {
    return {
      checked_at: this.#report?.checkedAt ?? null,
      is_running: this.#underWay !== undefined,
      findings: [...(this.#report?.findings ?? [])],
      problem: this.#problem,
    };
  }

  /** Throws CodedError as the check does. */
  check(): Promise<EgressReport> {
    this.#underWay ??= this.#run();
    return this.#underWay;
  }

  /** Something changed: checks soon, once. A failure is kept as the section's problem. */
  changed(): void {
    const { settleMs, apartMs } = this.#options.times ?? usualTimes;
    const waitMs = Math.max(settleMs, this.#checkedAtMs + apartMs - performance.now());
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.check().catch(() => undefined);
    }, waitMs);
    this.#timer.unref();
  }

  /** Another OBS, or none: what was found is not about it. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#report = undefined;
    this.#problem = null;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #run(): Promise<EgressReport> {
    const { check, onChange, log } = this.#options;
    onChange();
    try {
      this.#report = await check();
      this.#problem = null;
      return this.#report;
    } catch (error) {
      const isKnown = error instanceof CodedError;
      if (!isKnown) log.error({ err: error }, 'egress check failed');
      this.#problem = isKnown
        ? { code: error.code, message: error.message }
        : { code: 'internal_error', message: 'The check failed; the log says why.' };
      throw error;
    } finally {
      this.#checkedAtMs = performance.now();
      this.#underWay = undefined;
      onChange();
    }
  }
}
