// The one error type that crosses module boundaries: a stable code for programs, a sentence for people.

export class CodedError extends Error {
  readonly code: string;

  /**
   * @param code stable, snake_case
   * @param message one sentence: what is wrong and what to do
   */
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CodedError';
    this.code = code;
  }
}

/** The code of anything thrown; `unexpected_error` where it has none. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return 'unexpected_error';
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
