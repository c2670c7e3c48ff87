// A process that tries one execution provider, tells what it found, and ends. The daemon starts it (probe-run.ts); whatever
// happens in here, the masks go on.

import { errorMessage } from './coded-error.ts';
import { probeInference } from './detection/providers/probe-inference.ts';
import { type ProbeReply, probeOrder } from './detection/providers/probe-messages.ts';

process.once('message', (message) => {
  const reply = (found: ProbeReply) => process.send?.(found);
  probeInference(probeOrder.parse(message)).then(reply, (error: unknown) =>
    reply({ type: 'failed', reason: reasonOf(error) }),
  );
});

/** What the provider itself said, rather than that none of a list of one works. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const [first] = cause instanceof AggregateError ? cause.errors : [];
  return errorMessage(first ?? error);
}
