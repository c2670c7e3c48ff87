// `--model NAME` of the benchmarks: a model of the user's (playalter models) as the schedule's main pass.

import type {
  DetectionScheduleOptions,
  OpenedSchedule,
} from '../control-server/src/detection/detection-schedule.ts';
import { chosenModel } from '../control-server/src/detection/user-models/chosen-model.ts';
import { builtInName } from '../control-server/src/detection/user-models/user-model-record.ts';
import { exitStatus, UserError } from '../scripts/user-error.ts';

/** Not what the user's configuration says: a figure must not depend on what it leaves out. */
export const modelOption = {
  type: 'string',
  description: 'The main pass: a name of "playalter models list"',
  default: builtInName,
} as const;

/** For `createDetectionSchedule`. Throws UserError where there is no such model. */
export function mainModel(name: string): Pick<DetectionScheduleOptions, 'userModel'> {
  const { model, refusal } = chosenModel(name);
  if (refusal) throw refused(refusal);
  return model ? { userModel: model } : {};
}

/** Throws UserError where the model could not be used: figures of a built-in one would bear its name. */
export function requireMainModel({ modelRefusal }: OpenedSchedule): void {
  if (modelRefusal) throw refused(modelRefusal);
}

function refused({ code, reason }: { code: string; reason: string }): UserError {
  return new UserError({ code, message: reason, status: exitStatus.unavailable });
}
