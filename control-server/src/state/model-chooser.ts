// Which detection models there are, and the user's choice among them. The frame worker opens and tries a model; the choice is
// kept only when that went well, so that the next start finds one that works.

import type { DetectionModel, ModelList } from '../../../protocol/models.ts';
import { CodedError, errorCode, errorMessage } from '../coded-error.ts';
import { familyNamed } from '../detection/families/families.ts';
import { readModelFile } from '../detection/session.ts';
import { writeChoice } from '../detection/user-models/model-choice-file.ts';
import {
  modelFileOf,
  readUserModels,
  type UserModelPlaces,
  userModelNamed,
  userModelPlaces,
} from '../detection/user-models/user-model-folder.ts';
import { builtInName, type UserModelRecord } from '../detection/user-models/user-model-record.ts';
import type { ServerLog } from '../server-log.ts';
import type { WorkerView } from './worker-view.ts';

type Problem = NonNullable<DetectionModel['problem']>;

export interface ModelChooserOptions {
  readonly worker: Pick<WorkerView, 'isReady' | 'choice' | 'refusedModel' | 'useModel'>;
  readonly log: ServerLog;
  /** Where the user's models and the choice lie; throws `home_missing`. */
  readonly places?: () => UserModelPlaces;
}

export class ModelChooser {
  readonly #worker: ModelChooserOptions['worker'];
  readonly #log: ServerLog;
  readonly #places: () => UserModelPlaces;
  /** Of the last attempt to use a model, by its name and checksum. */
  readonly #problems = new Map<string, Problem>();
  #isBusy = false;

  constructor({ worker, log, places = userModelPlaces }: ModelChooserOptions) {
    this.#worker = worker;
    this.#log = log;
    this.#places = places;
  }

  /** Throws CodedError `home_missing`, `model_list_invalid`. */
  async list(): Promise<ModelList> {
    const places = this.#places();
    const records = readUserModels(places);
    const models = [builtIn];
    for (const record of records) models.push(await this.#described(places, record));
    const { isReady, choice } = this.#worker;
    if (isReady && !models.some(({ name }) => name === choice)) models.push(removed(choice));
    return { in_use: isReady ? choice : '', models };
  }

  /**
   * Resolves when the model looks at every frame, and is kept as the choice. Where it throws, the one before stays in use:
   * CodedError `model_unknown`, `model_busy`, `model_timeout`, `model_choice_unwritable`, what `list` throws, and what is
   * wrong with the model.
   */
  async use(name: string): Promise<ModelList> {
    const places = this.#places();
    const model = userModelNamed(places, name);
    if (!this.#worker.isReady || this.#isBusy) {
      throw new CodedError(
        'model_busy',
        'A detection model is being loaded already; try again in a moment.',
      );
    }
    this.#isBusy = true;
    try {
      const before = this.#worker.choice;
      await this.#switchTo(name, model?.record.sha256);
      await this.#keep(places, { name, before });
    } finally {
      this.#isBusy = false;
    }
    return await this.list();
  }

  async #switchTo(name: string, sha256 = ''): Promise<void> {
    const { refused } = await this.#worker.useModel(name);
    if (!refused) {
      this.#problems.delete(name + sha256);
      return;
    }
    const { code, reason } = refused;
    this.#problems.set(name + sha256, { code, message: reason });
    throw new CodedError(code, reason);
  }

  async #keep(
    places: UserModelPlaces,
    { name, before }: { readonly name: string; readonly before: string },
  ): Promise<void> {
    try {
      await writeChoice(places, name);
      this.#log.info({ model: name }, 'detection model chosen');
    } catch (cause) {
      this.#log.error({ code: errorCode(cause), reason: errorMessage(cause) }, 'choice not kept');
      await this.#worker.useModel(before);
      throw new CodedError(
        'model_choice_unwritable',
        `The choice can't be written to ${places.choiceFile}, so the model of before is used.`,
        { cause },
      );
    }
  }

  async #described(places: UserModelPlaces, record: UserModelRecord): Promise<DetectionModel> {
    const { name, family, sha256 } = record;
    const known = { name, sha256, family: familyNamed(family)?.title ?? family };
    try {
      const bytes = await readModelFile({ file: modelFileOf(places, name), sha256 });
      const problem = this.#problems.get(name + sha256) ?? this.#refusedAtStart(name);
      return { ...known, bytes: bytes.length, is_tried: true, problem };
    } catch (error) {
      const problem = { code: errorCode(error), message: errorMessage(error) };
      return { ...known, bytes: null, is_tried: false, problem };
    }
  }

  #refusedAtStart(name: string): Problem | null {
    const { refusedModel } = this.#worker;
    if (refusedModel?.name !== name) return null;
    return { code: 'model_unusable', message: refusedModel.reason };
  }
}

const builtIn: DetectionModel = {
  name: builtInName,
  family: 'UltraFace and BlazeFace',
  bytes: null,
  sha256: '',
  is_tried: true,
  problem: null,
};

/** In use, but in the list no more. */
function removed(name: string): DetectionModel {
  const message = 'It was removed; it is in use until another is chosen or OBS starts again.';
  return {
    name,
    family: '',
    bytes: null,
    sha256: '',
    is_tried: false,
    problem: { code: 'model_unknown', message },
  };
}
