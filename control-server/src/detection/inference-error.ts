// A network that returns no numbers has seen nothing, which is not the same as "no face": the frame it
// was asked about must not go out as if it had none.

import { CodedError } from '../coded-error.ts';

/** Throws `inference_invalid` if any of the values is NaN or infinite. */
export function requireNumbers(...values: readonly number[]): void {
  for (const value of values) {
    if (!Number.isFinite(value)) {
      throw new CodedError(
        'inference_invalid',
        'The face detector returned no numbers; start the daemon with --provider cpu.',
      );
    }
  }
}
