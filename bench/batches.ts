// `npm run bench:batches`: whether several squares of a picture are looked at sooner in one run of BlazeFace than one after
// another, with one thread and with two. The network alone, on noise; its answers must be the same either way.

import { writeFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { sessionOptions } from '../control-server/src/detection/session.ts';
import { progress, runCommand } from '../scripts/command-line.ts';
import { seededRandom } from '../scripts/demo-clip/seeded-random.ts';
import { batchedNetwork, networkInput, squareDims } from './detect/batched-network.ts';
import { quantileOf } from './leak/statistics.ts';
import { describeMachine } from './machine.ts';

const threadCounts = [1, 2];
const sizes = [2, 4, 8];
const rounds = { quick: 40, full: 300 };
/** Answers may differ by what another order of additions does. */
const differenceMax = 1e-3;

type Outputs = InferenceSession.OnnxValueMapType;

function open(squares: number, threads: number): Promise<InferenceSession> {
  return InferenceSession.create(batchedNetwork(squares), sessionOptions('cpu', threads));
}

/** Of a square. */
const length = squareDims.reduce((product, dim) => product * dim, 1);

function noise(squares: number): Float32Array {
  const random = seededRandom(squares);
  const values = new Float32Array(squares * length);
  for (let at = 0; at < values.length; at++) values[at] = random() * 2 - 1;
  return values;
}

function pictures(values: Float32Array, squares: number): Tensor {
  return new Tensor('float32', values, [squares, ...squareDims]);
}

/** The largest difference between what all squares gave together and what each gave by itself. */
function difference(together: Outputs, apart: readonly Outputs[]): number {
  let most = 0;
  for (const [name, { data }] of Object.entries(together)) {
    const whole = data as Float32Array;
    const share = whole.length / apart.length;
    for (const [square, one] of apart.entries()) {
      const own = one[name]?.data as Float32Array;
      for (let at = 0; at < share; at++) {
        most = Math.max(
          most,
          Math.abs((own[at] ?? Number.NaN) - (whole[square * share + at] ?? 0)),
        );
      }
    }
  }
  return most;
}

async function measure(squares: number, threads: number, count: number) {
  const [single, batched] = await Promise.all([open(1, threads), open(squares, threads)]);
  const values = noise(squares);
  const all = { [networkInput]: pictures(values, squares) };
  const each = Array.from({ length: squares }, (_none, square) => ({
    [networkInput]: pictures(values.slice(square * length, (square + 1) * length), 1),
  }));
  const apartMs: number[] = [];
  const togetherMs: number[] = [];
  let most = 0;
  for (let round = 0; round < count; round++) {
    const fromMs = performance.now();
    const apart: Outputs[] = [];
    for (const one of each) apart.push(await single.run(one));
    const betweenMs = performance.now();
    const together = await batched.run(all);
    togetherMs.push(performance.now() - betweenMs);
    apartMs.push(betweenMs - fromMs);
    if (round === 0) most = difference(together, apart);
  }
  await Promise.all([single.release(), batched.release()]);
  if (!(most <= differenceMax)) {
    throw new Error(`${squares} squares together give other answers, off by ${most}.`);
  }
  const quantiles = (ms: readonly number[]) => ({
    p50: quantileOf(ms, 0.5) ?? 0,
    p99: quantileOf(ms, 0.99) ?? 0,
    n: ms.length,
  });
  const [apart, together] = [quantiles(apartMs), quantiles(togetherMs)];
  return {
    squares,
    threads,
    apartMs: apart,
    togetherMs: together,
    ratio: together.p50 / apart.p50,
  };
}

await runCommand({
  name: 'bench:batches',
  description: 'Squares of a picture in one run of BlazeFace, and one after another, side by side.',
  args: {
    json: { type: 'boolean', description: 'One JSON object on stdout' },
    quick: { type: 'boolean', description: 'Ends within 45 s' },
    report: { type: 'string', description: 'Also write the JSON to this file', default: '' },
  },
  async run({ json, quick, report }) {
    const batches = [];
    for (const squares of sizes) {
      for (const threads of threadCounts) {
        progress(`${squares} squares, threads: ${threads}`);
        batches.push(await measure(squares, threads, quick ? rounds.quick : rounds.full));
      }
    }
    const result = { machine: describeMachine(), batches };
    const text = JSON.stringify(result, undefined, 2);
    if (report) await writeFile(report, `${text}\n`);
    const lines = batches.map(
      ({ squares, threads, apartMs, togetherMs, ratio }) =>
        `${squares} squares, threads: ${threads}: apart p50 ${apartMs.p50.toFixed(1)} p99 ${apartMs.p99.toFixed(1)} ms, together p50 ${togetherMs.p50.toFixed(1)} p99 ${togetherMs.p99.toFixed(1)} ms, ratio ${ratio.toFixed(2)}`,
    );
    process.stdout.write(`${json ? text : lines.join('\n')}\n`);
    return 0;
  },
});
