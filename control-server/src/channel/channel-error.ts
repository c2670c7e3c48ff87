// What the frame channel throws: a stable code, a sentence for the user, and the cause.

export class ChannelError extends Error {
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ChannelError';
    this.code = code;
  }

  /** What the native addon or the file system threw, under its own code or, lacking one, `fallbackCode`. */
  static from(cause: unknown, fallbackCode: string): ChannelError {
    if (cause instanceof ChannelError) return cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    const hasCode = cause instanceof Error && 'code' in cause && typeof cause.code === 'string';
    return new ChannelError(hasCode ? String(cause.code) : fallbackCode, message, cause);
  }
}
