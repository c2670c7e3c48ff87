// Rules that hold for every arrangement of scenes, groups, sources and filters.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  EgressFacts,
  FilterFacts,
  OutputTarget,
  SourceFacts,
} from '../../control-server/src/egress/egress-facts.ts';
import { findEgress } from '../../control-server/src/egress/find-egress.ts';
import { isMaskedItself, SourceGraph } from '../../control-server/src/egress/source-graph.ts';
import { filter, group, input, mask, obs, offMask, scene } from './invented-obs.ts';

const inputKinds = ['v4l2_input', 'dshow_input', 'ffmpeg_source', 'browser_source', 'acme_source'];
/** None that takes frames from the device itself: against those no order of filters helps. */
const filterKinds = ['crop_filter', 'ndi_filter', 'source_record_filter', 'acme_send', 'gpu_delay'];
const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_unused, index) => `${prefix}${index}`);
const inputNames = names('input', 4);
const groupNames = names('group', 2);
const sceneNames = names('scene', 4);

const someFilters = fc.array(
  fc.record({ kind: fc.constantFrom(...filterKinds), isEnabled: fc.boolean() }),
  { maxLength: 3 },
);

function filters(masks: fc.Arbitrary<FilterFacts[]>): fc.Arbitrary<FilterFacts[]> {
  return fc
    .tuple(masks, someFilters)
    .map(([first, rest]) => [
      ...first,
      ...rest.map(({ kind, isEnabled }) => ({ ...filter(kind), isEnabled })),
    ]);
}

function items(of: readonly string[]): fc.Arbitrary<string[]> {
  return fc
    .array(fc.tuple(fc.constantFrom(...of), fc.boolean()), { maxLength: 4 })
    .map((chosen) => chosen.map(([name, isHidden]) => (isHidden ? `-${name}` : name)));
}

const anyMask = fc.constantFrom<FilterFacts[]>([mask()], [offMask()], []);

function sources(inputMasks: fc.Arbitrary<FilterFacts[]>): fc.Arbitrary<SourceFacts[]> {
  const inputs = inputNames.map((name) =>
    fc
      .tuple(
        fc.constantFrom(...inputKinds),
        fc.constantFrom('a', 'b', null),
        filters(inputMasks),
        fc.constantFrom(...inputNames, undefined),
      )
      .map(([kind, inputDigest, own, clone]) =>
        input(name, {
          kind,
          inputDigest,
          filters: own,
          draws:
            kind === 'acme_source' && clone !== undefined
              ? [{ source: clone, skipsFilters: false }]
              : [],
        }),
      ),
  );
  const groups = groupNames.map((name) =>
    fc.tuple(items(inputNames), anyMask).map(([of, own]) => group(name, of, { filters: own })),
  );
  const scenes = sceneNames.map((name) =>
    fc
      .tuple(items([...inputNames, ...groupNames, ...sceneNames]), anyMask)
      .map(([of, own]) => scene(name, of, { filters: own })),
  );
  return fc.tuple(...inputs, ...groups, ...scenes);
}

const target: fc.Arbitrary<OutputTarget> = fc.oneof(
  fc.constantFrom<OutputTarget>({ shows: 'program' }, { shows: 'preview' }, { shows: 'multiview' }),
  fc.record({ shows: fc.constant('scene' as const), name: fc.constantFrom(...sceneNames) }),
  fc.record({ shows: fc.constant('source' as const), name: fc.constantFrom(...inputNames) }),
);

function facts(of: fc.Arbitrary<SourceFacts[]>): fc.Arbitrary<EgressFacts> {
  return fc
    .record({
      virtualCamera: fc.record({ target, isActive: fc.boolean() }),
      projectors: fc.array(target, { maxLength: 2 }),
      isStudioMode: fc.boolean(),
      previewScene: fc.constantFrom(...sceneNames),
      programScene: fc.constantFrom(...sceneNames),
      hasSourceScreenshotHotkey: fc.boolean(),
      replayBuffer: fc.constantFrom('off', 'enabled', 'running'),
    })
    .chain((change) => of.map((list) => obs(list, change)));
}

/** By following every way one by one, without what the graph remembers. */
function isShownBare(graph: SourceGraph, at: SourceFacts, wanted: string, way: string[]): boolean {
  if (way.includes(at.id) || isMaskedItself(at)) return false;
  if (at.id === wanted) return true;
  const next = [
    ...at.items.filter(({ isVisible }) => isVisible).map(({ source }) => source),
    ...at.draws.map(({ source }) => source),
  ];
  return next.some((id) => {
    const child = graph.find(id);
    return child !== undefined && isShownBare(graph, child, wanted, [...way, at.id]);
  });
}

describe('findEgress, for any OBS', () => {
  it('finds nothing raw where every source is masked first of all', () => {
    fc.assert(
      fc.property(facts(sources(fc.constant([mask()]))), (given) => {
        expect(findEgress(given).filter(({ severity }) => severity === 'raw')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('finds something raw wherever a camera is shown bare', () => {
    fc.assert(
      fc.property(facts(sources(anyMask)), (given) => {
        const quiet = {
          ...given,
          virtualCamera: null,
          sources: given.sources.map((source) => ({
            ...source,
            filters: source.filters.filter(({ mask: own }) => own),
          })),
        };
        const graph = new SourceGraph(quiet);
        const bare = graph.sources.filter(
          ({ kind, id }) =>
            (kind === 'v4l2_input' || kind === 'dshow_input') &&
            graph.scenes.some((root) => isShownBare(graph, root, id, [])),
        );
        const raw = findEgress(quiet).filter(({ severity }) => severity === 'raw');
        if (bare.length > 0) expect(raw).not.toEqual([]);
        for (const { name } of bare) {
          const about = raw.filter(({ subject, what }) => subject === name || what.includes(name));
          const isScene = raw.some(
            ({ code, subject }) => code === 'mask_filter_off' && /^(scene|group)/.test(subject),
          );
          expect(about.length > 0 || isScene).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('says the same whatever the order of the sources is', () => {
    fc.assert(
      fc.property(facts(sources(anyMask)), (given) => {
        const codes = (of: EgressFacts) =>
          findEgress(of).map(({ severity, code, subject }) => [severity, code, subject].join(' '));
        const turned = { ...given, sources: given.sources.toReversed() };
        expect(codes(turned).sort()).toEqual(codes(given).sort());
      }),
      { numRuns: 300 },
    );
  });
});
