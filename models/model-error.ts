// The error of everything that fetches, builds or loads a model.

import { CodedError } from '../control-server/src/coded-error.ts';

export const modelErrorCodes = [
  'package_invalid',
  'package_unreachable',
  'package_integrity_mismatch',
  'package_file_missing',
  'model_source_changed',
  'model_graph_unexpected',
  'model_result_changed',
  'model_missing',
  'model_unreadable',
  'model_checksum_mismatch',
  'model_corrupt',
  'model_input_unsupported',
  'model_sizes_unsupported',
  'model_family_unknown',
  'model_faces_missed',
  'model_faces_invented',
  'model_numbers_invalid',
  'model_crashed',
  'model_name_invalid',
  'model_name_taken',
  'model_unknown',
  'model_list_invalid',
  'model_download_failed',
  'model_too_large',
  'provider_unknown',
  'provider_unavailable',
] as const;
export type ModelErrorCode = (typeof modelErrorCodes)[number];

export class ModelError extends CodedError {
  declare readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: { cause?: unknown }) {
    super(code, message, options);
    this.name = 'ModelError';
  }
}
