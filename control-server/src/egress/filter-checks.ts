// What stands beside the mask in a chain of filters, and how the mask is set.

import type { Finding } from '../../../protocol/findings.ts';
import { cellsAcrossFace, cellsAcrossFaceMax } from '../painting/cell-grid.ts';
import type { EgressFacts, FilterFacts, MaskFacts, SourceFacts } from './egress-facts.ts';
import { filterTap, isSoundFilter } from './filter-kinds.ts';
import type { SensitiveInputs } from './sensitive-inputs.ts';
import { type CheckContext, isBare } from './source-checks.ts';
import { isMaskFilter, type SourceGraph } from './source-graph.ts';
import { quoted } from './wording.ts';

/** A face that is noticed later than this after it appeared is masked too late. */
const lookAheadMsWanted = 200;

export function checkFilters({ facts, graph, sensitive }: CheckContext): Finding[] {
  return graph.sources.flatMap((source) => {
    const maskAt = source.filters.findIndex((filter) => isMaskFilter(filter) && filter.isEnabled);
    const mask = source.filters[maskAt]?.mask ?? source.mask;
    return [
      ...(mask ? checkMask(source, mask) : []),
      ...source.innerFilters.flatMap((filter) => checkInner({ source, filter, facts })),
      ...source.filters.flatMap((filter, index) => {
        if (!filter.isEnabled || isMaskFilter(filter) || isSoundFilter(filter.kind)) return [];
        if (maskAt < 0) return checkWithoutMask({ source, filter, facts, sensitive });
        return [
          ...checkBeside({ source, filter, facts, isBefore: index < maskAt }),
          ...checkDrawsOwnSource({ source, filter, graph }),
        ];
      }),
    ];
  });
}

/** The mask of a Private Camera comes after whatever its own camera has, however that takes the picture. */
function checkInner({ source, filter, facts }: FilterCheck): Finding[] {
  if (!filter.isEnabled || filterTap(filter.kind, filter.takesOwnInput) === 'none') return [];
  return [
    sends({
      source,
      filter,
      facts,
      how: 'inside the private camera, before its mask',
      advice: `Remove it there, and add it to the Filters of ${quoted(source.name)} instead.`,
    }),
  ];
}

interface FilterCheck {
  readonly source: SourceFacts;
  readonly filter: FilterFacts;
  readonly facts: EgressFacts;
}

function checkWithoutMask({
  source,
  filter,
  facts,
  sensitive,
}: FilterCheck & { sensitive: SensitiveInputs }): Finding[] {
  const tap = filterTap(filter.kind, filter.takesOwnInput);
  if (tap === 'none' || !isBare(source, sensitive)) return [];
  return [
    sends({
      source,
      filter,
      facts,
      how: `which has no mask of its own`,
      advice: 'Put PlayAlter Privacy Mask on the source itself, first in the list.',
    }),
  ];
}

function checkBeside({
  source,
  filter,
  facts,
  isBefore,
}: FilterCheck & { isBefore: boolean }): Finding[] {
  const tap = filterTap(filter.kind, filter.takesOwnInput);
  if (tap === 'frames') {
    return [
      sends({
        source,
        filter,
        facts,
        how: `as it comes from the device, whatever the order of the filters is`,
        advice: `Remove ${quoted(filter.name)}.`,
      }),
    ];
  }
  if (!isBefore) return [];
  const [name, on] = [quoted(filter.name), quoted(source.name)];
  const advice = `In the Filters of ${on}, move PlayAlter Privacy Mask above ${name}: the first in the list is applied first.`;
  if (tap === 'position') {
    return [sends({ source, filter, facts, how: `as it is before the mask`, advice })];
  }
  if (tap === 'finished') {
    return [
      {
        severity: 'risk',
        code: 'filter_may_send_unmasked',
        subject: filter.name,
        what: `${name} on ${on} records or sends the picture and stands before the mask; the versions known to us take the masked picture, others may not.`,
        advice,
      },
    ];
  }
  return [
    {
      severity: 'note',
      code: 'filter_before_mask',
      subject: filter.name,
      what: `${name} on ${on} stands before the mask and gets the unmasked picture.`,
      advice,
    },
  ];
}

function sends({
  source,
  filter,
  facts,
  how,
  advice,
}: FilterCheck & { how: string; advice: string }): Finding {
  const what = `${quoted(filter.name)} sends or stores the picture of ${quoted(source.name)}, ${how}`;
  const isLoaded = facts.loadedFilterKinds?.some((kind) => kind === filter.kind) ?? true;
  return isLoaded
    ? {
        severity: 'raw',
        code: 'filter_sends_unmasked',
        subject: filter.name,
        what: `${what}.`,
        advice,
      }
    : {
        severity: 'risk',
        code: 'filter_may_send_unmasked',
        subject: filter.name,
        what: `${what}, as soon as its plugin is installed again.`,
        advice,
      };
}

/** libobs draws a source raw for whoever asks for it in the middle of its filters. */
function checkDrawsOwnSource({
  source,
  filter,
  graph,
}: Pick<FilterCheck, 'source' | 'filter'> & { graph: SourceGraph }): Finding[] {
  const drawn = filter.namedSources
    .flatMap((id) => graph.find(id) ?? [])
    .find((named) => graph.below(named).has(source));
  if (!drawn) return [];
  return [
    {
      severity: 'risk',
      code: 'filter_draws_own_source',
      subject: filter.name,
      what: `${quoted(filter.name)} on ${quoted(source.name)} uses ${quoted(drawn.name)}, which shows this same source; OBS may draw it there without its mask.`,
      advice: `Choose another source in ${quoted(filter.name)}, or remove it.`,
    },
  ];
}

function checkMask(source: SourceFacts, mask: MaskFacts): Finding[] {
  const on = quoted(source.name);
  const subject = source.name;
  const findings: Finding[] = [];
  if (mask.mode === 'live') {
    findings.push({
      severity: 'risk',
      code: 'live_mode',
      subject,
      what: `The mask on ${on} makes the weaker promise "Live": a fast or new face can be seen before its mask is there.`,
      advice: 'Set Promise to "Guard".',
    });
  } else if (mask.mode === 'exact') {
    findings.push({
      severity: 'note',
      code: 'exact_mode',
      subject,
      what: `The mask on ${on} is set to "Exact": a face is masked only from the frame on in which it was found.`,
      advice: 'Set Promise to "Guard" to have new faces masked from their first frames on.',
    });
  } else if (mask.lookAheadMs < lookAheadMsWanted) {
    findings.push({
      severity: 'note',
      code: 'short_look_ahead',
      subject,
      what: `The mask on ${on} looks ahead for only ${mask.lookAheadMs} ms.`,
      advice: `Set the look-ahead to ${lookAheadMsWanted} ms or more.`,
    });
  }
  if (mask.isCovered) {
    findings.push({
      severity: 'note',
      code: 'covered_by_user',
      subject,
      what: `${on} is covered, because you asked for it: none of its picture goes out.`,
      advice: 'Switch off "Cover this source" in the properties of the mask to show it masked.',
    });
  }
  if (mask.goLiveGuard === 'off') {
    findings.push({
      severity: 'note',
      code: 'go_live_guard_off',
      subject,
      what: `The go-live guard of ${on} is off: nothing stops a stream that starts while its mask is missing or switched off.`,
      advice: 'Set the go-live guard to stop or warn in the properties of the mask.',
    });
  }
  const showsCells = mask.maskType === 'blur' || mask.maskType === 'pixelate';
  if (showsCells && cellsAcrossFace(mask.intensity) >= cellsAcrossFaceMax) {
    findings.push({
      severity: 'note',
      code: 'weak_mask',
      subject,
      what: `The mask on ${on} is set to ${mask.intensity} %, which leaves ${cellsAcrossFaceMax} x ${cellsAcrossFaceMax} colours of each face.`,
      advice: 'Raise the intensity, or use Colour block or Drawn face.',
    });
  }
  return findings;
}
