// One list of faces from several passes over the same picture. A face that a pass reports adds to the log-odds what the
// pass is surer of than the least that it would report; passes that see the picture alike count as one, by the surest.
// So what all of them see is surer than what one of them sees, however sure that one is; by the surest pass alone, more passes
// bring as many false positives as faces.
//
// The daemon joins passes over time, in its tracker (two weak sightings are a face), which is more lenient.

import {
  type Detection,
  reportedConfidence,
} from '../../control-server/src/detection/detection.ts';
import {
  overlapOf,
  sameFaceOverlap,
} from '../../control-server/src/detection/non-maximum-suppression.ts';

export interface PassFindings {
  /** The detector's name. */
  readonly pass: string;
  readonly detections: readonly Detection[];
}

const views = [
  ...(['own', 'main', 'coarse', 'large', 'part', 'blazeFace'] as const),
  ...(['fullRangeCoarse', 'fullRangeLarge'] as const),
] as const;
type View = (typeof views)[number];

/**
 * Weights and base: begun with logistic regression over photographs of streets, crowds and people with covered faces, rounded to
 * what is good for each of the sets, and scaled so that `weakConfidence` and `strongConfidence` are about 1 and 0.1 false positives
 * a picture again.
 */
const viewWeight: Record<View, number> = {
  own: 0.5,
  main: 0.25,
  coarse: 0.15,
  large: 0.25,
  part: 0.17,
  blazeFace: 0.27,
  fullRangeCoarse: 0.15,
  fullRangeLarge: 0.3,
};
/** How much the built passes' words count beside a model of the user's, which is the better one. */
const besideOwn = 0.6;
const baseLogOdds = -1.3;
/** These networks' boxes are drawn by other rules than the labels. */
const otherRules: ReadonlySet<View> = new Set(['blazeFace', 'fullRangeCoarse', 'fullRangeLarge']);
const otherRulesBoxWeight = 0.2;

function viewOf(pass: string): View {
  if (pass.startsWith('user/')) return 'own';
  if (pass.startsWith('blazeface')) return 'blazeFace';
  if (pass === 'fullrange-320') return 'fullRangeCoarse';
  if (pass === 'fullrange-640') return 'fullRangeLarge';
  if (pass === 'ultraface-320') return 'coarse';
  if (pass === 'ultraface-640') return 'large';
  return pass.startsWith('ultraface-640-') ? 'part' : 'main';
}

interface Sighting {
  readonly view: View;
  readonly detection: Detection;
}

/** Of one pass what it found; of several one detection a face, with the mean box of all, surest first. */
export function joinPasses(passes: readonly PassFindings[]): Detection[] {
  const [only] = passes;
  if (passes.length === 1 && only) return [...only.detections];
  const hasOwn = passes.some(({ pass }) => viewOf(pass) === 'own');
  let open = passes
    .flatMap(({ pass, detections }) =>
      detections.map((detection): Sighting => ({ view: viewOf(pass), detection })),
    )
    .sort((a, b) => b.detection.confidence - a.detection.confidence);
  const joined: Detection[] = [];
  for (let best = open[0]; best; best = open[0]) {
    const same: Sighting[] = [];
    const rest: Sighting[] = [];
    for (const other of open) {
      const isSame = other === best || overlapOf(best.detection, other.detection) > sameFaceOverlap;
      (isSame ? same : rest).push(other);
    }
    joined.push({ ...best.detection, ...meanBox(same), confidence: jointConfidence(same, hasOwn) });
    open = rest;
  }
  return joined.sort((a, b) => b.confidence - a.confidence);
}

function jointConfidence(sightings: readonly Sighting[], hasOwn: boolean): number {
  let sum = baseLogOdds;
  for (const view of views) {
    let surest: number = reportedConfidence;
    for (const one of sightings) {
      if (one.view === view) surest = Math.max(surest, one.detection.confidence);
    }
    const weight = viewWeight[view] * (hasOwn && view !== 'own' ? besideOwn : 1);
    sum += weight * (logOdds(surest) - logOdds(reportedConfidence));
  }
  return 1 / (1 + Math.exp(-sum));
}

/** Finite for 1 as well. */
function logOdds(confidence: number): number {
  const inside = Math.min(confidence, 1 - 1e-4);
  return Math.log(inside / (1 - inside));
}

function meanBox(
  sightings: readonly Sighting[],
): Pick<Detection, 'xPx' | 'yPx' | 'widthPx' | 'heightPx'> {
  let [weight, xPx, yPx, widthPx, heightPx] = [0, 0, 0, 0, 0];
  for (const { view, detection } of sightings) {
    const own = detection.confidence ** 2 * (otherRules.has(view) ? otherRulesBoxWeight : 1);
    weight += own;
    xPx += own * detection.xPx;
    yPx += own * detection.yPx;
    widthPx += own * detection.widthPx;
    heightPx += own * detection.heightPx;
  }
  return {
    xPx: xPx / weight,
    yPx: yPx / weight,
    widthPx: widthPx / weight,
    heightPx: heightPx / weight,
  };
}
