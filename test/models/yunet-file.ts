// YuNet for the tests, which is no part of the project: taken from $PLAYALTER_TEST_MODELS, or ../shared/models beside the
// repository.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { inRepository } from '../../scripts/repository.ts';

const { PLAYALTER_TEST_MODELS: folder = inRepository('..', 'shared', 'models') } = process.env;

export const yunetFile = path.join(folder, 'face_detection_yunet_2023mar.onnx');

export const yunetSkipReason = existsSync(yunetFile) ? undefined : `there is no ${yunetFile}`;
if (yunetSkipReason) process.stderr.write(`SKIPPED with YuNet: ${yunetSkipReason}\n`);
