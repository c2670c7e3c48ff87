// Errors that a user can act on: a stable code, one sentence, and the exit status of the command.

/** The meaning of each is that of sysexits.h. */
export const exitStatus = {
  usage: 64,
  unavailable: 69,
  software: 70,
  temporary: 75,
  permission: 77,
} as const;

export interface UserErrorDetails {
  readonly code: string;
  /** One sentence, without the cause's own text. */
  readonly message: string;
  readonly status: (typeof exitStatus)[keyof typeof exitStatus];
  readonly cause?: unknown;
}

export class UserError extends Error {
  readonly code: string;
  readonly status: number;

  constructor({ code, message, status, cause }: UserErrorDetails) {
    super(message, { cause });
    this.name = 'UserError';
    this.code = code;
    this.status = status;
  }
}

/** `EACCES` and the like, where there is one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** Turns the refusal of the file system to write into a sentence about the folder. */
export async function writing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = systemCode(cause);
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS' && code !== 'ENOTDIR')
      throw cause;
    throw new UserError({
      code: 'folder_unwritable',
      message: `The folder ${folder} cannot be written to; check its owner and permissions.`,
      status: exitStatus.permission,
      cause,
    });
  }
}
