// The frame path's thread: opens the detectors and gives the filters that come to a host. No HTTP, no files, no waiting on
// anybody but the detector.

import { parentPort } from 'node:worker_threads';
import { CodedError } from './coded-error.ts';
import { ComingFinder } from './detection/coming-finder.ts';
import { createDetectionSchedule, type OpenedSchedule } from './detection/detection-schedule.ts';
import type { ProviderChoice } from './detection/providers/provider-choice.ts';
import { cacheFolder } from './detection/providers/verdict-file.ts';
import { chosenModel } from './detection/user-models/chosen-model.ts';
import type { ModelRefusal } from './detection/user-models/open-user-model.ts';
import { WatchedDetection } from './detection/watched-detection.ts';
import { FilterHost } from './filter-host.ts';
import { riskOf, StartAttempt, saferPlan } from './start-attempt.ts';
import { type FrameWorkerData, type ToWorker, unasked } from './worker-messages.ts';
import { fail, post } from './worker-parent.ts';

/** From the first moment that filters can connect; whatever a model or a provider does to the process, it has done by then. */
const survivedMs = 10_000;

async function start(data: FrameWorkerData & ProviderChoice): Promise<void> {
  const failed = attempt.takeFailed();
  const plan = saferPlan({ providers: data, chosen: chosenModel(data.model) }, failed);
  const { providers: choice, chosen } = plan;
  attempt.begin(riskOf(plan));
  const listen = (provider: string) => {
    const finder = new ComingFinder(provider);
    listening = { host: new FilterHost(data, finder), finder };
    return listening;
  };
  // A filter takes some ticks from finding the socket to its first frame: time for the rest of the models. Only where that is
  // sure to be short, for a filter that is welcomed waits for signs of life.
  const isSoonOpen = choice.providers.every((provider) => provider === 'cpu') && !chosen.model;
  const schedule = await createDetectionSchedule({
    providers: choice.providers,
    threads: data.threads,
    modelFolder: data.modelFolder,
    ...(chosen.model ? { userModel: chosen.model } : {}),
    ...(isSoonOpen ? { onMainOpen: listen } : {}),
  });
  setTimeout(() => attempt.end(), survivedMs).unref();
  const detection = new WatchedDetection({
    schedule,
    nowMs: () => performance.now(),
    onGivenUp: (refused) => {
      logRefusal(refused, 'model given up, a built-in one is used');
      tellModel(schedule, { ask: unasked, refused });
    },
    onBroken: fail,
  });
  const { host, finder } = listening ?? listen(schedule.provider);
  finder.arrive(detection);
  host.begin();
  begun = { host, schedule, detection };
  const refusals = [...choice.refusals, ...schedule.refusals];
  for (const refusal of refusals) {
    post({ type: 'worker.log', level: 'warn', event: 'provider refused', details: { ...refusal } });
  }
  const refused = chosen.refusal ?? schedule.modelRefusal;
  if (refused) logRefusal(refused, 'model refused, a built-in one is used');
  post({
    type: 'worker.ready',
    provider: schedule.provider,
    refused: refusals,
    model: schedule.model,
    choice: schedule.choice,
    refusedModel: refused && { name: refused.model, reason: refused.reason },
  });
}

/** Frames go on being analysed by the model of before until the new one is in its place. */
async function useModel(
  { schedule, detection }: Begun,
  { ask, name }: Extract<ToWorker, { type: 'worker.useModel' }>,
): Promise<void> {
  const chosen = chosenModel(name);
  const refused = chosen.refusal ?? (await detection.useModel(chosen.model));
  if (refused) logRefusal(refused, 'model refused, the one of before stays');
  tellModel(schedule, { ask, refused });
}

function tellModel(
  { provider, model, choice }: OpenedSchedule,
  { ask, refused }: { readonly ask: number; readonly refused: ModelRefusal | undefined },
): void {
  post({ type: 'worker.model', ask, provider, model, choice, refused });
}

function logRefusal({ model, code, reason }: ModelRefusal, event: string): void {
  post({ type: 'worker.log', level: 'error', event, details: { model, code, reason } });
}

if (!parentPort) {
  throw new CodedError('usage', 'frame-worker is started by the daemon, not by itself.');
}
interface Begun {
  readonly host: FilterHost;
  readonly schedule: OpenedSchedule;
  readonly detection: WatchedDetection;
}
let listening: { readonly host: FilterHost; readonly finder: ComingFinder } | undefined;
let begun: Begun | undefined;
const attempt = new StartAttempt(cacheFolder());

parentPort.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'worker.begin':
      start(message).catch(fail);
      break;
    case 'worker.useModel':
      if (begun) useModel(begun, message).catch(fail);
      break;
    case 'worker.stop':
      attempt.end();
      listening?.host.stop();
      process.exit(0);
      break;
    default:
      begun?.host.receive(message);
  }
});
