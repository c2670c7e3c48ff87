// The error of everything that fetches, builds or loads a model.

export type ModelErrorCode =
  | 'package_invalid'
  | 'package_unreachable'
  | 'package_integrity_mismatch'
  | 'package_file_missing'
  | 'manifest_invalid'
  | 'model_source_changed'
  | 'model_graph_unexpected'
  | 'model_result_changed'
  | 'model_missing'
  | 'model_checksum_mismatch'
  | 'model_unreadable'
  | 'provider_unknown'
  | 'provider_unavailable';

export class ModelError extends Error {
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelError';
    this.code = code;
  }
}
