// One provider against the CPU: the built models on one picture, every output compared, the main pass timed.

import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelName } from '../../../../models/manifest.ts';
import { blazeFaceSide } from '../blazeface-decoding.ts';
import { createPictureFeeds, type PictureView } from '../picture-feeds.ts';
import { openModelSession } from '../session.ts';
import type { ProbeOrder, ProbeReply } from './probe-messages.ts';
import { outputError } from './provider-verdict.ts';

const widthPx = 640;
const heightPx = 360;
const timedRuns = 9;
/** A provider this slow needs no more runs to be told from the CPU. */
const timedMsMax = 1500;

interface Pass {
  readonly model: ModelName;
  readonly networkWidth: number;
  readonly networkHeight: number;
}

/** As the schedule runs them on a picture of that size; the first is the main pass. */
const passes: readonly [Pass, ...Pass[]] = [
  { model: 'ultraface', networkWidth: 448, networkHeight: 256 },
  { model: 'ultraface', networkWidth: 640, networkHeight: 360 },
  { model: 'blazeface', networkWidth: blazeFaceSide, networkHeight: blazeFaceSide },
  { model: 'fullrange', networkWidth: 640, networkHeight: 352 },
];

/** Throws what `openModelSession` and inference throw. */
export async function probeInference(order: ProbeOrder): Promise<ProbeReply> {
  const data = noisyPicture();
  const feeds = createPictureFeeds();
  const region = { xPx: 0, yPx: 0, widthPx, heightPx };
  const open = async (provider: string, { model }: Pass) => {
    const { modelFolder, threads } = order;
    const options = { model, modelFolder, threads, providers: [provider] };
    return (await openModelSession({ ...options, warmUp: async () => undefined })).session;
  };
  const run = (session: InferenceSession, { networkWidth, networkHeight }: Pass) => {
    const view: PictureView = { region, networkWidth, networkHeight };
    return session.run(feeds.fill({ data, widthPx, heightPx }, view, 1));
  };
  const timesMs: Record<'cpu' | 'provider', number> = { cpu: 0, provider: 0 };
  let worstError: number | null = 0;
  const [main] = passes;
  for (const pass of passes) {
    // First what may not be there at all.
    const provider = await open(order.provider, pass);
    const cpu = await open('cpu', pass);
    const expected = await run(cpu, pass);
    const found = await run(provider, pass);
    for (const [name, tensor] of Object.entries(expected)) {
      const error = outputError(numbersOf(tensor), numbersOf(found[name]));
      worstError = error === null || worstError === null ? null : Math.max(worstError, error);
    }
    if (pass === main) {
      timesMs.cpu = await medianMs(() => run(cpu, pass));
      timesMs.provider = await medianMs(() => run(provider, pass));
    }
    await Promise.all([cpu.release(), provider.release()]);
  }
  return { type: 'measured', cpuMs: timesMs.cpu, providerMs: timesMs.provider, worstError };
}

function numbersOf(tensor: Tensor | undefined): Float32Array {
  return tensor?.data instanceof Float32Array ? tensor.data : new Float32Array();
}

async function medianMs(once: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  const beganMs = performance.now();
  while (times.length < timedRuns && performance.now() - beganMs < timedMsMax) {
    const fromMs = performance.now();
    await once();
    times.push(performance.now() - fromMs);
  }
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
}

/** Shapes and noise, the same each time: every layer has something to do. */
function noisyPicture(): Uint8Array {
  const data = new Uint8Array(widthPx * heightPx * 4);
  let state = 1;
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const x = (at >> 2) % widthPx;
    const y = Math.floor((at >> 2) / widthPx);
    data[at] = (((x >> 5) ^ (y >> 5)) & 1) * 90 + ((x + 2 * y) % 80) + (state >>> 26);
  }
  return data;
}
