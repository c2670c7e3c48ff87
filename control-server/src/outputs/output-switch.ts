// Starts and stops OBS's outputs, and waits for what comes of it: OBS answers a request to start before it has tried.

import { CodedError } from '../coded-error.ts';
import { type ObsCall, requestStatus, statusOf } from '../egress/obs-connection.ts';
import type { OutputMonitor, OutputName, OutputProblem } from './output-monitor.ts';

export interface SwitchTimes {
  /** For an output to have started, or stopped. */
  readonly doneMs: number;
  /** The go-live guard's word comes on another way, about when the start does. */
  readonly guardMs: number;
}

const usualTimes: SwitchTimes = { doneMs: 20_000, guardMs: 300 };

const requests: Readonly<Record<OutputName, { readonly start: string; readonly stop: string }>> = {
  stream: { start: 'StartStream', stop: 'StopStream' },
  record: { start: 'StartRecord', stop: 'StopRecord' },
  virtual_camera: { start: 'StartVirtualCam', stop: 'StopVirtualCam' },
};

const names: Readonly<Record<OutputName, string>> = {
  stream: 'The stream',
  record: 'The recording',
  virtual_camera: 'The virtual camera',
};

export class OutputSwitch {
  readonly #call: ObsCall;
  readonly #monitor: OutputMonitor;
  readonly #times: SwitchTimes;
  /** What the go-live guard has stopped, with its sentence, since the last start. */
  readonly #guardStops = new Map<OutputName, string>();

  constructor(call: ObsCall, monitor: OutputMonitor, times: SwitchTimes = usualTimes) {
    this.#call = call;
    this.#monitor = monitor;
    this.#times = times;
  }

  /** The plugin's event GoLiveStopped, for an output. */
  noteGuardStop(output: OutputName, message: string): void {
    this.#guardStops.set(output, message);
    this.#monitor.setProblem(output, { code: 'go_live_stopped', message });
  }

  /**
   * Resolves when it runs; at once if it does. Throws CodedError `output_start_failed`, `go_live_stopped`,
   * `virtual_camera_unavailable`, and what `call` throws.
   */
  async start(output: OutputName): Promise<void> {
    this.#guardStops.delete(output);
    this.#monitor.setProblem(output, undefined);
    const ended = this.#wait(output, ['STARTED', 'STOPPED']);
    try {
      if (!(await this.#ask(output, 'start'))) return;
      await ended.done;
      if (!this.#monitor.isActive(output)) throw failed(output);
      await this.#awaitGuard(output);
    } catch (error) {
      throw this.#reported(output, error);
    } finally {
      ended.cancel();
    }
  }

  /** Resolves when it is off; at once if it is. */
  async stop(output: OutputName): Promise<void> {
    const ended = this.#wait(output, ['STOPPED']);
    try {
      if (await this.#ask(output, 'stop')) await ended.done;
    } finally {
      ended.cancel();
    }
  }

  /** False if it is so already. */
  async #ask(output: OutputName, what: 'start' | 'stop'): Promise<boolean> {
    try {
      await this.#call(requests[output][what]);
      return true;
    } catch (error) {
      const status = statusOf(error);
      if (status === requestStatus.outputRunning && what === 'start') return false;
      if (status === requestStatus.outputNotRunning && what === 'stop') return false;
      if (status === requestStatus.notAvailable && output === 'virtual_camera') {
        throw new CodedError(
          'virtual_camera_unavailable',
          'OBS has no virtual camera here: on Linux it needs the kernel module v4l2loopback.',
          { cause: error },
        );
      }
      if (status === undefined) throw error;
      throw new CodedError('obs_refused', `OBS did not ${what} it (${status}).`, { cause: error });
    }
  }

  async #awaitGuard(output: OutputName): Promise<void> {
    const until = performance.now() + this.#times.guardMs;
    while (!this.#guardStops.has(output) && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, this.#times.guardMs / 10));
    }
    const message = this.#guardStops.get(output);
    if (message !== undefined) throw new CodedError('go_live_stopped', message);
  }

  /** The guard's reason counts more than that a start has failed; whatever it was, the state says it too. */
  #reported(output: OutputName, error: unknown): unknown {
    const message = this.#guardStops.get(output);
    const reason = message === undefined ? error : new CodedError('go_live_stopped', message);
    if (reason instanceof CodedError) {
      this.#monitor.setProblem(output, { code: reason.code, message: reason.message });
    }
    return reason;
  }

  #wait(output: OutputName, phases: readonly string[]): { done: Promise<void>; cancel(): void } {
    let cancel = () => {};
    const done = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(late(output)), this.#times.doneMs);
      const unlisten = this.#monitor.listen((told, phase) => {
        if (told === output && phases.includes(phase)) resolve();
      });
      cancel = () => {
        clearTimeout(timer);
        unlisten();
      };
    });
    // Where nobody comes to wait for it.
    done.catch(() => undefined);
    return { done, cancel };
  }
}

export function problemOf(error: unknown): OutputProblem {
  return error instanceof CodedError
    ? { code: error.code, message: error.message }
    : { code: 'obs_refused', message: 'OBS did not do it; its log may say why.' };
}

function failed(output: OutputName): CodedError {
  return new CodedError(
    'output_start_failed',
    output === 'stream'
      ? 'The stream could not start: is the key right, and the server reachable?'
      : `${names[output]} could not start; OBS's own window says why.`,
  );
}

function late(output: OutputName): CodedError {
  return new CodedError(
    'obs_timeout',
    `${names[output]} has neither started nor stopped yet; OBS's own window may ask something.`,
  );
}
