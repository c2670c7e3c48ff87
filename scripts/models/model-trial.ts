// A model is recognised and tried in a process of its own: what a file from anywhere does to the inference runtime must end
// that one only.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { userModelLayout } from '../../control-server/src/detection/user-models/user-model-record.ts';
import { ModelError, modelErrorCodes } from '../../models/model-error.ts';
import { inRepository } from '../repository.ts';

export const trialVerdict = z.discriminatedUnion('isAccepted', [
  z.object({
    isAccepted: z.literal(true),
    family: z.string(),
    layout: userModelLayout,
    faces: z.int(),
    facesFound: z.int(),
    /** Of one picture, median. */
    ms: z.number(),
  }),
  z.object({ isAccepted: z.literal(false), code: z.enum(modelErrorCodes), message: z.string() }),
]);
export type TrialVerdict = z.infer<typeof trialVerdict>;
export type AcceptedModel = Extract<TrialVerdict, { isAccepted: true }> & {
  /** What the daemon loads. */
  readonly prepared: Uint8Array;
};

const defaultTimeoutMs = 180_000;

export interface TrialOptions {
  readonly timeoutMs?: number;
  /** The program that tries it; default: model-trial.child.ts. */
  readonly childScript?: string;
}

/** Throws ModelError: what `recogniseModel` and `tryModel` throw, and `model_crashed`. */
export async function trialOf(
  bytes: Uint8Array,
  {
    timeoutMs = defaultTimeoutMs,
    childScript = 'scripts/models/model-trial.child.ts',
  }: TrialOptions = {},
): Promise<AcceptedModel> {
  const folder = await mkdtemp(path.join(tmpdir(), 'playalter-trial-'));
  try {
    const [source, prepared] = [path.join(folder, 'source'), path.join(folder, 'prepared')];
    await writeFile(source, bytes);
    const verdict = await runChild([inRepository(childScript), source, prepared], timeoutMs);
    if (!verdict.isAccepted) throw new ModelError(verdict.code, verdict.message);
    return { ...verdict, prepared: await readFile(prepared) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runChild(args: readonly string[], timeoutMs: number): Promise<TrialVerdict> {
  // tsx as a loader: its program would start another process, which killing this one leaves alive.
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: inRepository(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const [answer, complaints]: [string[], string[]] = [[], []];
  child.stdout.on('data', (text) => answer.push(String(text)));
  child.stderr.on('data', (text) => complaints.push(String(text)));
  const [code, signal] = await once(child, 'close');
  // Whatever libraries print: the verdict is the last line.
  const lastLine = answer.join('').trim().split('\n').at(-1) ?? '';
  if (code === 0) return trialVerdict.parse(JSON.parse(lastLine));
  const end = signal ? `was ended by ${signal}` : `ended with status ${code}`;
  throw new ModelError(
    'model_crashed',
    `The model can't be used: the program that tried it ${end}.`,
    { cause: new Error(complaints.join('')) },
  );
}
