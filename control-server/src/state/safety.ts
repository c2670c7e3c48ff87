// The verdict: is the streamer safe, in one word, and why. Pure; the first rule that holds decides, and the rules stand in
// the order of what the streamer should know first. What is not known is never called safe.

import type {
  DockState,
  MaskState,
  Safety,
  SafetyCode,
  SafetyLevel,
} from '../../../protocol/dock-state.ts';
import type { Finding } from '../../../protocol/findings.ts';
import type { CoverReason } from '../../../protocol/names.ts';

export interface SafetyFacts {
  /** Why the plugin was sent away, where it was; undefined otherwise. */
  readonly refusal: string | undefined;
  readonly isObsConnected: boolean;
  /** OBS has told all that is needed here, and lately. */
  readonly isObsAnswering: boolean;
  readonly masks: readonly JudgedMask[];
  readonly guardian: DockState['guardian'];
  readonly findings: readonly Finding[];
}

export interface JudgedMask {
  readonly mask: MaskState;
  /** OBS draws it nowhere at the moment. */
  readonly isIdle: boolean;
}

export const levelOf: Readonly<Record<SafetyCode, SafetyLevel>> = {
  plugin_refused: 'unknown',
  obs_missing: 'unknown',
  obs_silent: 'unknown',
  panic: 'attention',
  canvas_covered: 'attention',
  mask_disabled: 'unsafe',
  mask_lost: 'unsafe',
  egress_raw: 'unsafe',
  no_mask: 'unsafe',
  daemon_failed: 'attention',
  mask_unhealthy: 'attention',
  mask_covered: 'attention',
  mask_starting: 'attention',
  live_mode: 'attention',
  egress_risk: 'attention',
  user_covered: 'safe',
  all_masked: 'safe',
};

/** Passing by themselves, as long as the daemon works. */
const passing: readonly CoverReason[] = [
  'starting',
  'size_changed',
  'source_returned',
  'settings_changed',
];

/** What the streamer reads after "is covered: ". */
const reasonWords: Readonly<Record<CoverReason, string>> = {
  none: 'it just was',
  starting: 'its first mask is being made',
  size_changed: 'its size has changed',
  source_returned: 'it has come back into view',
  settings_changed: 'its settings have changed',
  mask_late: 'masks come too late, this computer is too busy',
  mask_missing: 'a mask is missing',
  daemon_missing: "PlayAlter's daemon is not there",
  daemon_refused: 'plugin and daemon are of different versions; install both again',
  daemon_requested: 'there are more faces in it than can be masked',
  record_invalid: 'a mask was not valid',
  unsupported_size: 'its picture is too large or too small',
  graphics_failure: 'the graphics card could not draw it',
  panic: 'panic is on',
  user_covered: 'you covered it',
};

export function judgeSafety(facts: SafetyFacts): Safety {
  return (
    judgeConnection(facts) ??
    judgeCanvas(facts) ??
    judgeLeaks(facts) ??
    judgeCovers(facts) ??
    judgePromise(facts)
  );
}

function judgeConnection(facts: SafetyFacts): Safety | undefined {
  if (!facts.isObsConnected) {
    return facts.refusal === undefined
      ? verdict('obs_missing', 'OBS is not connected, so nothing is known about your picture.')
      : verdict('plugin_refused', facts.refusal);
  }
  if (!facts.isObsAnswering || !facts.guardian) {
    return verdict('obs_silent', 'OBS does not answer, so nothing is known about your picture.');
  }
  return undefined;
}

function judgeCanvas({ guardian }: SafetyFacts): Safety | undefined {
  if (guardian?.is_panicked) {
    return verdict('panic', 'Panic is on: viewers see the cover and nothing else.');
  }
  if (guardian?.cover_up) {
    return verdict(
      'canvas_covered',
      guardian.message || 'The whole picture is covered, because a mask is not working.',
    );
  }
  return undefined;
}

function judgeLeaks({ guardian, masks, findings }: SafetyFacts): Safety | undefined {
  const disabled = masks.find(({ mask }) => !mask.is_enabled || mask.state === 'disabled')?.mask;
  if (disabled) {
    return verdict(
      'mask_disabled',
      `The mask of "${nameOf(disabled)}" is switched off in OBS: faces in it are shown.`,
      nameOf(disabled),
    );
  }
  const removed = guardian?.unhealthy.find(({ state }) => state === 'removed');
  if (removed) {
    return verdict(
      'mask_lost',
      `The mask of "${removed.source_name}" was removed: faces in it are shown.`,
      removed.source_name,
    );
  }
  const raw = findings.find(({ severity }) => severity === 'raw');
  if (raw) return verdict('egress_raw', raw.what, raw.subject);
  if (masks.length === 0) {
    return verdict('no_mask', 'No source has a mask: all faces are shown.');
  }
  return undefined;
}

function judgeCovers({ guardian, masks }: SafetyFacts): Safety | undefined {
  const drawn = masks.filter(({ isIdle }) => !isIdle).map(({ mask }) => mask);
  const failed = drawn.find(({ stream }) => stream?.state === 'failed');
  if (failed) {
    return verdict(
      'daemon_failed',
      `"${nameOf(failed)}" cannot be searched for faces and is covered: ${failed.stream?.message ?? ''}`,
      nameOf(failed),
    );
  }
  const isUnhealthy = ({ filter_uuid }: MaskState) =>
    guardian?.unhealthy.some((mask) => mask.filter_uuid === filter_uuid) === true;
  const covered = drawn.filter(
    ({ state, is_covered }) => state === 'unknown' || (state === 'covered' && !is_covered),
  );
  const isPassing = ({ state, reason }: MaskState) =>
    state === 'unknown' || passing.includes(reason);
  const worst = covered.find(isUnhealthy) ?? covered.find((mask) => !isPassing(mask)) ?? covered[0];
  if (!worst) return undefined;
  const code = isUnhealthy(worst)
    ? 'mask_unhealthy'
    : isPassing(worst)
      ? 'mask_starting'
      : 'mask_covered';
  const why = reasonWords[worst.state === 'unknown' ? 'starting' : worst.reason];
  return verdict(code, `"${nameOf(worst)}" is covered: ${why}.`, nameOf(worst));
}

function judgePromise({ masks, findings }: SafetyFacts): Safety {
  const live = masks.find(({ mask }) => mask.settings.mode === 'live')?.mask;
  if (live) {
    return verdict(
      'live_mode',
      `"${nameOf(live)}" is masked without delay: a face can be seen before its mask is there.`,
      nameOf(live),
    );
  }
  const risk = findings.find(({ severity }) => severity === 'risk');
  if (risk) return verdict('egress_risk', risk.what, risk.subject);
  const covered = masks.find(({ mask }) => mask.is_covered)?.mask;
  if (covered) {
    return verdict('user_covered', `"${nameOf(covered)}" is covered by you.`, nameOf(covered));
  }
  return verdict(
    'all_masked',
    masks.length === 1 ? 'The mask is on.' : `All ${masks.length} masks are on.`,
  );
}

/** A filter that sits nowhere has no source. */
function nameOf({ source_name, filter_name }: MaskState): string {
  return source_name || filter_name;
}

function verdict(code: SafetyCode, sentence: string, sourceName = ''): Safety {
  return { level: levelOf[code], code, sentence: sentence.trim(), source_name: sourceName };
}
