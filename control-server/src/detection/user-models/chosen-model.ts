// Which model the user wants for the main pass. A choice that can't be read is told, and is no reason not to mask.

import { errorCode, errorMessage } from '../../coded-error.ts';
import type { ModelRefusal } from './open-user-model.ts';
import {
  readChoice,
  type UserModel,
  userModelNamed,
  userModelPlaces,
} from './user-model-folder.ts';

export interface ChosenModel {
  /** Without: the built-in ones. */
  readonly model?: UserModel;
  readonly refusal?: ModelRefusal;
}

/** @param wanted in place of what the user's configuration says */
export function chosenModel(
  wanted: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): ChosenModel {
  let name = wanted ?? '';
  try {
    const places = userModelPlaces(environment);
    name = wanted ?? readChoice(places);
    const model = userModelNamed(places, name);
    return model ? { model } : {};
  } catch (error) {
    // Neither HOME nor the XDG variables are set: nobody can have chosen a model.
    if (wanted === undefined && errorCode(error) === 'home_missing') return {};
    return { refusal: { model: name, code: errorCode(error), reason: errorMessage(error) } };
  }
}
