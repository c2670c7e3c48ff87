// What is thought of a provider after it was tried. Pure.

import { z } from 'zod';
import { providerNames } from '../provider-names.ts';
import type { ProbeEnd } from './probe-messages.ts';

/**
 * A provider's output p may differ from the CPU's c by so much of 1 + |c|: half-precision providers stay within a tenth
 * of it, and the scores that detections hang on move by less than their calibration is worth.
 */
export const outputTolerance = 0.02;
/** Less gained than this is not worth another provider. */
const fasterShare = 0.9;

export const providerVerdict = z.object({
  provider: z.enum(providerNames),
  code: z.enum([
    'good',
    'slower',
    'wrong',
    'no_numbers',
    'crashed',
    'hung',
    /** This machine, or this build of the inference runtime, does not have it. */
    'unavailable',
  ]),
  /** One sentence. */
  reason: z.string(),
  /** Of the main pass; 0 where it was not measured. */
  cpuMs: z.number().nonnegative(),
  providerMs: z.number().nonnegative(),
});
export type ProviderVerdict = z.infer<typeof providerVerdict>;

/** Whether it computes what the CPU does. */
export function isUsable({ code }: ProviderVerdict): boolean {
  return code === 'good' || code === 'slower';
}

export function judgeProbe(provider: ProviderVerdict['provider'], end: ProbeEnd): ProviderVerdict {
  const verdict = (code: ProviderVerdict['code'], reason: string, cpuMs = 0, providerMs = 0) => ({
    provider,
    code,
    reason,
    cpuMs,
    providerMs,
  });
  switch (end.type) {
    case 'failed':
      return verdict('unavailable', oneLine(end.reason));
    case 'crashed':
      return verdict('crashed', `It ended the process that tried it (${end.how}).`);
    case 'hung':
      return verdict('hung', `It had not answered after ${(end.afterMs / 1000).toFixed(0)} s.`);
    case 'measured': {
      const { cpuMs, providerMs, worstError } = end;
      const measured = `A detection takes ${providerMs.toFixed(1)} ms, on the CPU ${cpuMs.toFixed(1)} ms.`;
      if (worstError === null) {
        return verdict('no_numbers', 'It computes something that is no number.', cpuMs, providerMs);
      }
      if (worstError > outputTolerance) {
        const percent = (worstError * 100).toFixed(0);
        const reason = `It computes something else than the CPU (off by ${percent} %).`;
        return verdict('wrong', reason, cpuMs, providerMs);
      }
      const isFaster = providerMs < cpuMs * fasterShare;
      return verdict(isFaster ? 'good' : 'slower', measured, cpuMs, providerMs);
    }
  }
}

/** Of one output: the largest difference over 1 + |c|; null if one of the provider's values is no number. */
export function outputError(cpu: ArrayLike<number>, provider: ArrayLike<number>): number | null {
  if (cpu.length !== provider.length) return Number.MAX_VALUE;
  let worst = 0;
  for (let index = 0; index < cpu.length; index++) {
    const expected = cpu[index] as number;
    const found = provider[index] as number;
    if (!Number.isFinite(found)) return null;
    worst = Math.max(worst, Math.abs(found - expected) / (1 + Math.abs(expected)));
  }
  return worst;
}

function oneLine(text: string): string {
  // Where in the runtime's own sources a condition failed tells nobody anything.
  const [first = ''] = text
    .replace(/^\/onnxruntime_src\/.*? was false\. /, '')
    .trim()
    .split('\n');
  return first.length > 300 ? `${first.slice(0, 299)}…` : first;
}
