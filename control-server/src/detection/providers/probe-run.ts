// Tries a provider in a child process: one that crashes or hangs takes nothing with it.

import { fork } from 'node:child_process';
import os from 'node:os';
import { errorMessage } from '../../coded-error.ts';
import { type ProbeEnd, type ProbeOrder, probeReply } from './probe-messages.ts';

/** A GPU's first inference compiles its shaders. */
const patienceMs = 20_000;

export interface ProbeOptions {
  readonly order: ProbeOrder;
  /** The child's program: provider-probe.ts, or its bundle. */
  readonly entry: URL;
  /** Default 20 s. */
  readonly patienceMs?: number;
  /** Behind everything else that the machine does. */
  readonly isInBackground?: boolean;
}

/** Always resolves; the child is gone by then, or is being killed. It goes with this process, too. */
export function runProbe(options: ProbeOptions): Promise<ProbeEnd> {
  const afterMs = options.patienceMs ?? patienceMs;
  return new Promise((resolve) => {
    const child = fork(options.entry, [], { stdio: 'ignore' });
    const timer = setTimeout(() => end({ type: 'hung', afterMs }), afterMs);
    // One that hangs does not notice that nobody listens any more.
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    const end = (how: ProbeEnd) => {
      clearTimeout(timer);
      process.off('exit', kill);
      kill();
      resolve(how);
    };
    child.once('message', (message) => {
      const reply = probeReply.safeParse(message);
      end(reply.data ?? { type: 'failed', reason: 'The probe answered something unknown.' });
    });
    child.once('error', (error) => end({ type: 'failed', reason: errorMessage(error) }));
    child.once('exit', (code, signal) =>
      end({ type: 'crashed', how: signal ?? `exit status ${code}` }),
    );
    if (options.isInBackground && child.pid !== undefined) yieldTo(child.pid);
    child.send(options.order, (error) => {
      if (error) end({ type: 'failed', reason: errorMessage(error) });
    });
  });
}

function yieldTo(pid: number): void {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, which its exit tells.
  }
}
