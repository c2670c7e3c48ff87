// /health: is the daemon fit to mask? Without the token the one word; with it, everything that led to it.

import type { Request, Response } from 'express';
import type { DockState } from '../../../protocol/dock-state.ts';
import { isProven } from './bearer.ts';

export const healthStatuses = ['ok', 'starting', 'unhealthy'] as const;
export type HealthStatus = (typeof healthStatuses)[number];

export interface HealthFacts {
  /** The detectors are loaded. */
  readonly isWorkerReady: boolean;
  /** The frame worker has spoken lately. */
  readonly isWorkerHeard: boolean;
  readonly state: DockState;
}

/** Pure. A stream that has failed covers its source: that is safe, and not healthy. */
export function judgeHealth({ isWorkerReady, isWorkerHeard, state }: HealthFacts): HealthStatus {
  if (!isWorkerReady) return 'starting';
  const hasFailed = state.masks.some(({ stream }) => stream?.state === 'failed');
  return isWorkerHeard && !hasFailed ? 'ok' : 'unhealthy';
}

export function answerHealth(facts: () => HealthFacts) {
  return (_request: Request, response: Response): void => {
    const known = facts();
    const status = judgeHealth(known);
    response.status(status === 'ok' ? 200 : 503).set('Cache-Control', 'no-store');
    if (!isProven(response)) {
      response.json({ status });
      return;
    }
    const { daemon, obs, safety, masks } = known.state;
    response.json({
      status,
      version: daemon.version,
      uptime_s: daemon.uptime_s,
      pid: daemon.pid,
      provider: daemon.provider,
      model: daemon.model,
      refused_model: daemon.refused_model,
      rss_mb: daemon.rss_mb,
      connections: daemon.connections,
      safety,
      obs,
      filters: masks.map((mask) => ({
        filter_uuid: mask.filter_uuid,
        filter_name: mask.filter_name,
        source_name: mask.source_name,
        state: mask.state,
        reason: mask.reason,
        stream: mask.stream,
      })),
    });
  };
}
