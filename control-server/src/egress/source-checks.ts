// Sources that are shown without a mask.

import type { Finding } from '../../../protocol/findings.ts';
import type { EgressFacts, SourceFacts } from './egress-facts.ts';
import type { SensitiveInputs } from './sensitive-inputs.ts';
import { type Exposure, hasOffMask, isMaskedItself, type SourceGraph } from './source-graph.ts';
import { sourceKind } from './source-kinds.ts';
import { addMask, inScenes, quoted } from './wording.ts';

export interface CheckContext {
  readonly facts: EgressFacts;
  readonly graph: SourceGraph;
  readonly sensitive: SensitiveInputs;
}

interface Shown extends Exposure {
  readonly scene: SourceFacts;
}

export function checkSources({ facts, graph, sensitive }: CheckContext): Finding[] {
  const shown = graph.scenes.flatMap((scene) =>
    graph.exposedFrom(scene).map((exposure): Shown => ({ ...exposure, scene })),
  );
  const inputs = graph.sources.filter(({ type }) => type === 'input');
  return [
    ...checkOffScenes(shown, sensitive, facts),
    ...inputs.flatMap((input) => {
      const ways = shown.filter((way) => way.input === input && !way.offMaskAt);
      if (!sensitive.has(input)) return ways.length > 0 ? checkOther(input, ways) : [];
      return checkSensitive({ input, ways, sensitive, facts, shown });
    }),
  ];
}

/** One finding for the scene or group, not one for each camera in it. */
function checkOffScenes(shown: Shown[], sensitive: SensitiveInputs, facts: EgressFacts): Finding[] {
  const scenes = new Map<SourceFacts, Shown[]>();
  for (const way of shown) {
    if (!way.offMaskAt || !way.isVisible || !sensitive.has(way.input)) continue;
    scenes.set(way.offMaskAt, [...(scenes.get(way.offMaskAt) ?? []), way]);
  }
  return [...scenes].map(([scene, ways]) => offMask(scene, where(ways, facts)));
}

interface SensitiveCheck {
  readonly input: SourceFacts;
  readonly ways: readonly Shown[];
  readonly sensitive: SensitiveInputs;
  readonly facts: EgressFacts;
  readonly shown: readonly Shown[];
}

function checkSensitive({ input, ways, sensitive, facts, shown }: SensitiveCheck): Finding[] {
  const visible = ways.filter(({ isVisible }) => isVisible);
  const direct = visible.filter(({ shownBy }) => !shownBy);
  if (direct.length > 0) return [directFinding(input, where(direct, facts), sensitive)];
  const [cloned] = visible;
  if (cloned?.shownBy) return [cloneFinding(input, cloned.shownBy, where(visible, facts), cloned)];
  const name = quoted(input.name);
  if (ways.length > 0) {
    return [
      {
        severity: 'risk',
        code: 'hidden_unmasked',
        subject: input.name,
        what: `${name} has no mask and is only hidden ${where(ways, facts)}; one click on its eye shows it.`,
        advice: `${addMask}, or remove it from the scene.`,
      },
    ];
  }
  if (isMaskedItself(input) || sensitive.wrapper(input)) return [];
  if (shown.some((way) => way.input === input)) return [];
  if (sensitive.isMaskedSomewhere(input) && !hasOffMask(input)) {
    const [move] = facts.moveTransitions;
    return [
      {
        severity: move === undefined ? 'note' : 'risk',
        code: 'masked_by_scene_only',
        subject: input.name,
        what:
          move === undefined
            ? `${name} has no mask of its own; the mask is on the scene or group around it, and moving it out of there or ungrouping takes it off, as does the Move transition while it lasts.`
            : `${name} has no mask of its own, but one on the scene or group around it, which the transition ${quoted(move)} takes off while it lasts, as does moving it out of there or ungrouping.`,
        advice:
          'Put the mask on the source itself, so that it stays masked in every other scene too.',
      },
    ];
  }
  return [
    {
      severity: 'note',
      code: 'unused_unmasked',
      subject: input.name,
      what: `${name} has no mask that is switched on, and is in no scene.`,
      advice: 'Add the mask before you put it into a scene.',
    },
  ];
}

function directFinding(input: SourceFacts, place: string, sensitive: SensitiveInputs): Finding {
  const name = quoted(input.name);
  const common = { severity: 'raw', subject: input.name } as const;
  const wrapper = sensitive.wrapper(input);
  if (wrapper) {
    return {
      ...common,
      code: 'wrapped_source_unmasked',
      what: `${name} is shown without a mask ${place}, beside the private camera ${quoted(wrapper.name)} that wraps it.`,
      advice: `Replace it in the scene by ${quoted(wrapper.name)}.`,
    };
  }
  if (hasOffMask(input)) return offMask(input, place);
  const same = sensitive.maskedSameInput(input);
  if (same) {
    return {
      ...common,
      code: 'same_input_unmasked',
      what: `${name} shows the same device or file as the masked source ${quoted(same.name)}, without a mask, ${place}.`,
      advice: `Remove ${name} from the scene and add ${quoted(same.name)} there instead, or give it the mask too.`,
    };
  }
  if (sensitive.isMaskedSomewhere(input)) {
    return {
      ...common,
      code: 'masked_in_other_scene_only',
      what: `${name} is masked by another scene or group, but shown without a mask ${place}.`,
      advice: `${addMask}; then it is masked in every scene.`,
    };
  }
  return {
    ...common,
    code: 'camera_unmasked',
    what: `${name} is shown without a mask ${place}.`,
    advice: `${addMask}.`,
  };
}

function cloneFinding(input: SourceFacts, clone: SourceFacts, place: string, way: Shown): Finding {
  const [name, cloneName] = [quoted(input.name), quoted(clone.name)];
  if (way.skipsMask) {
    // The clone plugin leaves filters out of sources that draw themselves; OBS feeds cameras frame by frame.
    const isIgnored = sourceKind(input.kind).isAsync === true;
    return {
      severity: isIgnored ? 'risk' : 'raw',
      code: 'clone_skips_filters',
      subject: clone.name,
      what: `${cloneName} clones ${name} with "no filters", which leaves its mask out, ${place}.`,
      advice: `Switch "no filters" off in the properties of ${cloneName}.`,
    };
  }
  return {
    severity: 'raw',
    code: 'clone_unmasked',
    subject: clone.name,
    what: `${cloneName} shows ${name} without a mask ${place}.`,
    advice: `Put the mask on ${name} itself: its clones are masked with it.`,
  };
}

function offMask(source: SourceFacts, place: string): Finding {
  return {
    severity: 'raw',
    code: 'mask_filter_off',
    subject: source.name,
    what: `The mask on ${quoted(source.name)} is switched off, and it is shown without one ${place}.`,
    advice: 'Open its Filters and switch the eye beside PlayAlter Privacy Mask on.',
  };
}

/** Sources that may or may not show a face, and have no mask. */
function checkOther(input: SourceFacts, ways: readonly Shown[]): Finding[] {
  // What a clone shows is judged by itself.
  if (input.hasVideo === false || input.draws.length > 0) return [];
  const { category } = sourceKind(input.kind);
  const kinds = {
    screen: ['screen_unmasked', 'captures a screen, window or game'],
    browser: ['browser_unmasked', 'shows a web page'],
    media: ['media_unmasked', 'plays a media file'],
    feed: ['feed_unmasked', 'shows what another program sends'],
    unknown: ['unknown_kind_unmasked', 'is of a kind that this check does not know'],
  } as const;
  if (!(category in kinds)) return [];
  const [code, does] = kinds[category as keyof typeof kinds];
  const scenes = [...new Set(ways.map(({ scene }) => scene.name))];
  return [
    {
      severity: 'note',
      code,
      subject: input.name,
      what: `${quoted(input.name)} ${does} and has no mask, ${inScenes(scenes)}.`,
      advice: 'If faces that need protection can be seen in it, add the mask to it as well.',
    },
  ];
}

function where(ways: readonly Shown[], facts: EgressFacts): string {
  const scenes = [...new Set(ways.map(({ scene }) => scene.name))];
  const onAir = scenes.find((name) => name === facts.programScene && facts.from === 'running_obs');
  return onAir === undefined
    ? inScenes(scenes)
    : `${inScenes([onAir, ...scenes.filter((name) => name !== onAir)])} (${quoted(onAir)} is OBS's output now)`;
}

/** Sensitive, and without a mask of its own. */
export function isBare(input: SourceFacts, sensitive: SensitiveInputs): boolean {
  return input.type === 'input' && !isMaskedItself(input) && sensitive.has(input);
}
