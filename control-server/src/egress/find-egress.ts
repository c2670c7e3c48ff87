// From the facts about an OBS to the ways in which a raw frame could leave it. Pure.

import { type Finding, findingCodes, severities } from '../../../protocol/findings.ts';
import type { EgressFacts, SourceFacts } from './egress-facts.ts';
import { checkFilters } from './filter-checks.ts';
import { checkOutputs } from './output-checks.ts';
import { checkProgram } from './program-checks.ts';
import { SensitiveInputs } from './sensitive-inputs.ts';
import { type CheckContext, checkSources } from './source-checks.ts';
import { SourceGraph } from './source-graph.ts';

/** The most severe first; then by code, then by name. */
export function findEgress(facts: EgressFacts): Finding[] {
  const graph = new SourceGraph(facts);
  const context: CheckContext = { facts, graph, sensitive: new SensitiveInputs(graph) };
  return [
    ...checkProgram(context),
    ...checkSources(context),
    ...checkFilters(context),
    ...checkOutputs(context),
  ].sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      findingCodes.indexOf(a.code) - findingCodes.indexOf(b.code) ||
      a.subject.localeCompare(b.subject, 'en'),
  );
}

/** Names of the sensitive inputs that some scene of these sources shows without a mask. */
export function unmaskedInputs(sources: readonly SourceFacts[]): string[] {
  const graph = new SourceGraph({ sources: [...sources] });
  const sensitive = new SensitiveInputs(graph);
  const names = graph.scenes
    .flatMap((scene) => graph.exposedFrom(scene))
    .filter(({ input, isVisible }) => isVisible && sensitive.has(input))
    .map(({ input }) => input.name);
  return [...new Set(names)];
}
