// Facts about invented OBSes: everything masked and in order, but for what a test changes.

import { expect } from 'vitest';
import {
  type EgressFacts,
  egressFacts,
  type FilterFacts,
  type MaskFacts,
  type SourceFacts,
} from '../../control-server/src/egress/egress-facts.ts';
import { findEgress } from '../../control-server/src/egress/find-egress.ts';
import { finding } from '../../protocol/findings.ts';
import { filterId } from '../../protocol/names.ts';

export const guard: MaskFacts = {
  mode: 'guard',
  maskType: 'pixelate',
  intensity: 70,
  lookAheadMs: 250,
  goLiveGuard: 'stop',
  isCovered: false,
};

export function mask(settings: Partial<MaskFacts> = {}): FilterFacts {
  return { ...filter(filterId, 'Mask'), mask: { ...guard, ...settings } };
}

export function offMask(): FilterFacts {
  return { ...mask(), isEnabled: false };
}

export function filter(kind: string, name = kind): FilterFacts {
  return { name, kind, isEnabled: true, mask: null, takesOwnInput: false, namedSources: [] };
}

export function input(name: string, change: Partial<SourceFacts> = {}): SourceFacts {
  return {
    id: name,
    name,
    type: 'input',
    kind: 'v4l2_input',
    hasVideo: true,
    inputDigest: null,
    isNetworkInput: false,
    pageMayControlObs: false,
    filters: [],
    items: [],
    draws: [],
    wraps: null,
    innerFilters: [],
    mask: null,
    ...change,
  };
}

/** A name that begins with "-" is a hidden item. */
export function scene(
  name: string,
  items: readonly string[],
  change: Partial<SourceFacts> = {},
): SourceFacts {
  return input(name, {
    type: 'scene',
    kind: 'scene',
    items: items.map((item) => ({
      source: item.replace(/^-/, ''),
      isVisible: !item.startsWith('-'),
    })),
    ...change,
  });
}

export function group(name: string, items: readonly string[], change: Partial<SourceFacts> = {}) {
  return scene(name, items, { type: 'group', kind: 'group', ...change });
}

export function obs(sources: SourceFacts[], change: Partial<EgressFacts> = {}): EgressFacts {
  return {
    checkedAt: '2025-01-01T00:00:00.000Z',
    from: 'running_obs',
    obs: { isRunning: true, version: '30.0.0', collection: 'C', profile: 'P' },
    plugin: 'loaded',
    isSafeMode: false,
    offersSafeMode: false,
    sources,
    loadedFilterKinds: null,
    programScene: null,
    previewScene: null,
    isStudioMode: false,
    moveTransitions: [],
    virtualCamera: null,
    projectors: [],
    hasSourceScreenshotHotkey: false,
    replayBuffer: 'off',
    webSocket: null,
    scripts: [],
    otherCollections: [],
    looked: [],
    notSeen: [],
    ...change,
  };
}

export const maskedCam = input('Cam', { filters: [mask()] });
export const bareCam = input('Cam');

/** The scene "Main". */
export function main(...items: string[]): SourceFacts {
  return scene('Main', items);
}

/** What an invented OBS is, its facts, and its findings: these and no other. */
export type Row = readonly [what: string, facts: EgressFacts, expected: readonly string[]];

/** Findings are those expected, well formed, and in whole sentences. */
export function expectFindings([, facts, expected]: Row): void {
  expect(egressFacts.parse(facts)).toEqual(facts);
  expect(brief(facts)).toEqual(expected);
  for (const found of findEgress(facts)) {
    expect(finding.parse(found)).toEqual(found);
    for (const sentence of [found.what, found.advice]) {
      expect(sentence).toMatch(/^["A-Z].*[.]$/);
      expect(sentence).not.toMatch(/undefined|null|\.\.|, ,/);
    }
  }
}

/** As `severity code subject`. */
export function brief(facts: EgressFacts): string[] {
  return findEgress(facts).map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);
}
