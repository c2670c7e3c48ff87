// One line for whoever has only the built-in models.

import { CodedError } from '../../control-server/src/coded-error.ts';
import {
  readUserModels,
  userModelPlaces,
} from '../../control-server/src/detection/user-models/user-model-folder.ts';

/** Undefined where the user has models, or their list can't be read: the daemon says so then. */
export function modelOffer(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  try {
    if (readUserModels(userModelPlaces(environment)).length > 0) return undefined;
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    throw error;
  }
  return 'a detector that finds more faces can be had (YuNet, MIT, 230 kB, from the OpenCV project): npx playalter models add yunet';
}
