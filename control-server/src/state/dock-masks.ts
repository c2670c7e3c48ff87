// A mask as pages see it: what OBS told, with the daemon's own figures where they are newer.

import type { MaskState, MaskStats } from '../../../protocol/dock-state.ts';
import { qualitySteps, streamStates } from '../../../protocol/messages.ts';
import type { StreamStatus } from '../worker-messages.ts';
import type { MaskRate } from './mask-rates.ts';
import type { ViewedMask } from './obs-view.ts';
import type { JudgedMask } from './safety.ts';

const noQuantiles = { p50: 0, p99: 0, n: 0 } as const;
const noFrames = { masked: 0, repeated: 0, extrapolated: 0, covered: 0, drawn: 0 } as const;

export function judgedMask(
  viewed: ViewedMask,
  status: StreamStatus | undefined,
  rate: MaskRate | undefined,
): JudgedMask {
  const { info, report, stats } = viewed;
  const mask: MaskState = {
    ...info,
    // The newest word on both: MaskChanged comes before the next figures.
    state: info.is_enabled ? (stats?.state ?? 'unknown') : 'disabled',
    reason: stats?.reason ?? 'none',
    width: report?.width ?? 0,
    height: report?.height ?? 0,
    delay_ms: stats?.delay_ms ?? 0,
    is_look_ahead_shortened: report?.look_ahead_shortened ?? false,
    stream: streamOf(viewed, status),
    stats: maskStatsOf(viewed, status, rate),
  };
  return { mask, isIdle: stats !== undefined && (stats.frames.drawn === 0 || rate?.fps === 0) };
}

function maskStatsOf(
  { info, stats }: ViewedMask,
  status: StreamStatus | undefined,
  rate: MaskRate | undefined,
): MaskStats {
  const figures = status ?? stats;
  return {
    filter_uuid: info.filter_uuid,
    fps: rounded(rate?.fps ?? 0, 1),
    faces: figures?.faces ?? 0,
    faces_masked: figures?.faces_masked ?? 0,
    analysed: figures?.analysed ?? 0,
    unchanged: figures?.unchanged ?? 0,
    skipped: figures?.skipped ?? 0,
    frames: stats?.frames ?? noFrames,
    frame_to_mask_ms: figures?.frame_to_mask_ms ?? noQuantiles,
    detect_ms: figures?.detect_ms ?? noQuantiles,
    paint_ms: figures?.paint_ms ?? noQuantiles,
    frames_per_analysis: rounded(rate?.framesPerAnalysis ?? 0, 2),
  };
}

function streamOf({ report }: ViewedMask, status: StreamStatus | undefined): MaskState['stream'] {
  if (status) {
    const { state, code, message, provider, quality_step, quality_reason } = status;
    return { state, code, message, provider, quality_step, quality_reason };
  }
  // A stream of this daemon has just begun, or it is one of another.
  const told = report?.daemon;
  const state = streamStates.find((known) => known === told?.state);
  if (!told || !state || report.channel_state !== 'connected') return null;
  return {
    state,
    code: told.code ?? '',
    message: told.message ?? '',
    provider: told.provider ?? '',
    quality_step: qualitySteps.find((known) => known === told.quality_step) ?? 'full',
    quality_reason: told.quality_reason ?? '',
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
