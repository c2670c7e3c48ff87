// The detection models of the scenarios: one of the user's that works, one that does not; or none of the user's.

import { builtInModel, type ModelList } from '../../protocol/models.ts';
import type { ScenarioName } from './scenarios.ts';

export function inventModels(scenario: ScenarioName): ModelList {
  const builtIn = {
    name: builtInModel,
    family: 'UltraFace and BlazeFace',
    bytes: null,
    sha256: '',
    is_tried: true,
    problem: null,
  };
  if (scenario === 'no-mask') return { in_use: builtInModel, models: [builtIn] };
  return {
    in_use: builtInModel,
    models: [
      builtIn,
      {
        name: 'yunet',
        family: 'YuNet',
        bytes: 232_589,
        sha256: '8f'.repeat(32),
        is_tried: true,
        problem: null,
      },
      {
        name: 'my-detector-of-a-rather-long-name',
        family: 'SCRFD',
        bytes: null,
        sha256: '2c'.repeat(32),
        is_tried: false,
        problem: {
          code: 'model_checksum_mismatch',
          message:
            'The face model /home/me/.local/share/playalter/models/my-detector-of-a-rather-long-name.onnx is not the one that was added; add it again with "npx playalter models add".',
        },
      },
    ],
  };
}
