// The beginning of the inference runtime: its library, and what it sets up once for all threads of a process. The main thread
// has it done while the frame worker's thread comes up.

import { InferenceSession } from 'onnxruntime-node';

/** Never throws: whoever opens a model is told what is wrong. */
export async function beginInferenceRuntime(): Promise<void> {
  // There is no call for this alone. A model without a byte is refused when the rest is done.
  await InferenceSession.create(new Uint8Array()).catch(() => undefined);
}
