// The detection models that there are, and choosing one: what the control server answers.

import { z } from 'zod';
import { limit } from './names.ts';

/** What is chosen where no model of the user's is. */
export const builtInModel = 'built-in';

export const detectionModel = z.object({
  /** `builtInModel`, or as the user called it. */
  name: z.string(),
  /** For the user: "YuNet"; empty where nothing is known any more. */
  family: z.string(),
  /** Of the user's file; null where it can't be read, and for the built-in ones. */
  bytes: z.number().int().nonnegative().nullable(),
  /** Of the file that was added; empty for the built-in ones. */
  sha256: z.string(),
  /** The file is the one that found the faces of the test photographs when it was added. */
  is_tried: z.boolean(),
  /** Why it can't be used, or could not be when it was last chosen. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type DetectionModel = z.infer<typeof detectionModel>;

export const modelList = z.object({
  /** The name of the model that looks at every frame now; empty while the detectors are being loaded. */
  in_use: z.string(),
  /** The built-in ones first. */
  models: z.array(detectionModel),
});
export type ModelList = z.infer<typeof modelList>;

export const modelCommands = {
  ListModels: { input: z.strictObject({}), output: modelList },
  UseModel: {
    input: z.strictObject({ name: z.string().min(1).max(limit.nameBytesMax) }),
    output: modelList,
  },
} as const;
export type ModelCommandName = keyof typeof modelCommands;
