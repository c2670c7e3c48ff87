// The command line of the user's own detection models.

import type { ArgsDef } from 'citty';
import { CodedError } from '../../control-server/src/coded-error.ts';
import { familyNamed } from '../../control-server/src/detection/families/families.ts';
import {
  readChoice,
  readUserModels,
  type UserModelPlaces,
  userModelPlaces,
} from '../../control-server/src/detection/user-models/user-model-folder.ts';
import { builtInName } from '../../control-server/src/detection/user-models/user-model-record.ts';
import { interpolatedGapMsMax } from '../../control-server/src/stream/emission-plan.ts';
import { sha256Of } from '../../models/package-file.ts';
import { type Command, progress, usageError } from '../command-line.ts';
import { exitStatus, UserError, writing } from '../user-error.ts';
import { publishedModels, readModelSource } from './model-source.ts';
import { chooseModel, removeModel, requireFreeName, storeModel } from './model-store.ts';
import { trialOf } from './model-trial.ts';

const args = {
  action: { type: 'positional', description: 'add, list, use or remove', required: false },
  what: {
    type: 'positional',
    description: `add: a file, an https address, or ${Object.keys(publishedModels).join(', ')}. use, remove: a name of the list; ${builtInName} for the models that come with PlayAlter`,
    required: false,
  },
  name: { type: 'string', description: 'add: what to call it (default: after the file)' },
  use: { type: 'boolean', description: 'add: use it from now on', default: true },
  json: { type: 'boolean', description: 'list: one JSON object on stdout', default: false },
} as const satisfies ArgsDef;

export const modelsCommand: Command<typeof args> = {
  name: 'models',
  description: 'Your own face detection models: add, list, use, remove.',
  args,
  async run({ action, what, name, use, json }) {
    const places = userModelPlaces();
    const needed = () => {
      if (what) return what;
      throw usageError(`"models ${action}" needs a second word.`);
    };
    switch (action) {
      case 'list':
        list(places, json);
        return 0;
      case 'add':
        await told(places, () => add(places, needed(), { name, isUsed: use }));
        return 0;
      case 'use':
        await told(places, () => choose(places, needed()));
        return 0;
      case 'remove':
        await told(places, () => remove(places, needed()));
        return 0;
      default:
        throw usageError('After "models" comes one of add, list, use and remove.');
    }
  },
};

function list(places: UserModelPlaces, isJson: boolean): void {
  const chosen = asUserError(() => readChoice(places));
  const models = asUserError(() => readUserModels(places));
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ chosen, models })}\n`);
    return;
  }
  const mark = (name: string) => (name === chosen ? '*' : ' ');
  const lines = models.map(({ name, family, source, sha256 }) => {
    const title = familyNamed(family)?.title ?? family;
    return `${mark(name)} ${name}  ${title}, from ${source}\n    sha256 ${sha256}`;
  });
  const builtIn = `${mark(builtInName)} ${builtInName}  UltraFace and BlazeFace, which come with PlayAlter`;
  process.stdout.write(`${[builtIn, ...lines].join('\n')}\n`);
}

interface AddOptions {
  readonly name: string | undefined;
  readonly isUsed: boolean;
}

async function add(places: UserModelPlaces, from: string, { name, isUsed }: AddOptions) {
  if (name !== undefined) requireFreeName(places, name);
  const found = await readModelSource(from);
  const chosenName = name ?? found.name;
  requireFreeName(places, chosenName);
  progress('trying the model on the test photographs');
  const { prepared, family, layout, faces, facesFound, ms } = await trialOf(found.bytes);
  await storeModel(
    places,
    {
      name: chosenName,
      family,
      source: found.source,
      sourceSha256: found.sha256,
      sha256: sha256Of(prepared),
      layout,
    },
    prepared,
  );
  const title = familyNamed(family)?.title ?? family;
  progress(
    `added ${chosenName} (${title}): it finds ${facesFound} of ${faces} test faces, in ${ms} ms a picture`,
  );
  const slowness = slownessOf(ms);
  if (slowness !== undefined) progress(slowness);
  if (isUsed) await choose(places, chosenName);
}

/** Undefined for a model that keeps up. No reason to refuse it: this computer may be busy just now. */
export function slownessOf(ms: number): string | undefined {
  return ms <= interpolatedGapMsMax
    ? undefined
    : `that is slower than masks can wait for (${interpolatedGapMsMax} ms): with it the picture would stay covered on this computer`;
}

async function choose(places: UserModelPlaces, name: string): Promise<void> {
  await chooseModel(places, name);
  progress(`${name} is used from the next start of OBS on`);
}

async function remove(places: UserModelPlaces, name: string): Promise<void> {
  const wasChosen = await removeModel(places, name);
  progress(`removed ${name}${wasChosen ? '; the built-in models are used instead' : ''}`);
}

async function told<T>({ modelFolder }: UserModelPlaces, work: () => Promise<T>): Promise<T> {
  try {
    return await writing(modelFolder, work);
  } catch (cause) {
    throw userErrorOf(cause);
  }
}

function asUserError<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw userErrorOf(cause);
  }
}

/** Anything else is a fault of ours, and told as such. */
function userErrorOf(cause: unknown): unknown {
  if (!(cause instanceof CodedError)) return cause;
  const { code, message } = cause;
  const status = exitStatus.unavailable;
  return new UserError({ code, message: `${message} (${code})`, status, cause: cause.cause });
}
