// Why a stream does not work, as a code and a sentence.

import { CodedError, errorCode, errorMessage } from '../coded-error.ts';

export interface StreamReason {
  readonly code: string;
  readonly message: string;
}

export function asReason(error: unknown): StreamReason {
  const code = error instanceof CodedError ? error.code : `stream_${errorCode(error)}`;
  return { code, message: errorMessage(error) };
}
