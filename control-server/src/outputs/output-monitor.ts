// What OBS's outputs do, from its events and, for figures and for what no event tells, from asking now and then.

import type { OutputsState } from '../../../protocol/outputs.ts';
import { callIfThere, type ObsCall } from '../egress/obs-connection.ts';
import { BitrateMeter } from './bitrate-meter.ts';
import {
  activeStatus,
  type OutputEvent,
  outputEvent,
  type RecordStatus,
  recordStatus,
  type StreamStatus,
  streamStatus,
} from './obs-replies.ts';

export interface OutputProblem {
  readonly code: string;
  readonly message: string;
}

export type OutputName = 'stream' | 'record' | 'virtual_camera';

/** An output's states by the end of obs-websocket's names for them. */
type Phase = 'STARTING' | 'STARTED' | 'STOPPING' | 'STOPPED' | 'RECONNECTING' | 'RECONNECTED';

const eventOutputs: Readonly<Record<string, OutputName | 'replay_buffer'>> = {
  StreamStateChanged: 'stream',
  RecordStateChanged: 'record',
  VirtualcamStateChanged: 'virtual_camera',
  ReplayBufferStateChanged: 'replay_buffer',
};

const endedByItself: Readonly<Record<'stream' | 'record', OutputProblem>> = {
  stream: {
    code: 'stream_ended',
    message: 'The stream has ended by itself: the connection was lost, or the server refused it.',
  },
  record: {
    code: 'record_ended',
    message: 'The recording has ended by itself: the disk may be full; OBS says more in its log.',
  },
};
const reconnecting: OutputProblem = {
  code: 'stream_reconnecting',
  message: 'The connection was lost; OBS tries to connect again.',
};

/** OBS calls an output active for a moment after its end, and answers what was asked before an event after it. */
const eventCountsMs = 2000;

export class OutputMonitor {
  #stream: OutputsState['stream']['state'] = 'off';
  #record: OutputsState['record']['state'] = 'off';
  #camera: OutputsState['virtual_camera']['state'] = 'off';
  #isReplayBufferActive = false;
  #streamStatus: StreamStatus | undefined;
  #recordStatus: RecordStatus | undefined;
  readonly #streamBitrate = new BitrateMeter();
  readonly #recordBitrate = new BitrateMeter();
  readonly #problems = new Map<OutputName, OutputProblem>();
  readonly #toldAtMs = new Map<OutputName, number>();
  #listeners = new Set<(output: OutputName, phase: string) => void>();

  /** Nothing is known of another OBS, or of one that has gone. */
  forget(): void {
    this.#stream = 'off';
    this.#record = 'off';
    this.#camera = 'off';
    this.#isReplayBufferActive = false;
    this.#streamStatus = undefined;
    this.#recordStatus = undefined;
    this.#streamBitrate.clear();
    this.#recordBitrate.clear();
    this.#problems.clear();
    this.#toldAtMs.clear();
  }

  /** True if it was one of an output. */
  apply(name: string, data: unknown, nowMs: number): boolean {
    const output = eventOutputs[name];
    if (!output) return false;
    const event = outputEvent.parse(data);
    const phase = phaseOf(event);
    if (output !== 'replay_buffer') this.#toldAtMs.set(output, nowMs);
    switch (output) {
      case 'stream':
        this.#applyStream(phase);
        break;
      case 'record':
        this.#applyRecord(phase);
        break;
      case 'virtual_camera':
        this.#camera = event.outputActive ? 'live' : 'off';
        break;
      case 'replay_buffer':
        this.#isReplayBufferActive = event.outputActive;
        return true;
    }
    for (const listener of this.#listeners) listener(output, phase);
    return true;
  }

  /** Each event of an output after it has been applied; call what is returned to end it. */
  listen(listener: (output: OutputName, phase: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Of what runs, or of everything. Throws what `call` throws. */
  async look(call: ObsCall, nowMs: number, of: 'running' | 'all'): Promise<void> {
    if (of === 'all' || this.#stream !== 'off') {
      this.#noteStream(streamStatus.parse(await call('GetStreamStatus')), nowMs);
    }
    if (of === 'all' || this.#record !== 'off') {
      this.#noteRecord(recordStatus.parse(await call('GetRecordStatus')), nowMs);
    }
    if (of === 'running') return;
    // Undefined where the system has no virtual camera, or the replay buffer is switched off.
    const camera = activeStatus.safeParse(await callIfThere(call, 'GetVirtualCamStatus'));
    if (!camera.success) this.#camera = 'unavailable';
    else if (!this.#wasJustTold('virtual_camera', nowMs)) {
      this.#camera = camera.data.outputActive ? 'live' : 'off';
    }
    const replays = activeStatus.safeParse(await callIfThere(call, 'GetReplayBufferStatus'));
    this.#isReplayBufferActive = replays.success && replays.data.outputActive;
  }

  setProblem(output: OutputName, problem: OutputProblem | undefined): void {
    if (problem) this.#problems.set(output, problem);
    else this.#problems.delete(output);
  }

  get isAnyRunning(): boolean {
    return this.#stream !== 'off' || this.#record !== 'off';
  }

  isActive(output: OutputName): boolean {
    switch (output) {
      case 'stream':
        return this.#stream !== 'off';
      case 'record':
        return this.#record !== 'off';
      case 'virtual_camera':
        return this.#camera === 'live';
    }
  }

  /** What keeps video settings from being changed. */
  get running(): NonNullable<OutputsState['video']>['stop_first'] {
    return [
      ...(this.isActive('stream') ? (['stream'] as const) : []),
      ...(this.isActive('record') ? (['record'] as const) : []),
      ...(this.isActive('virtual_camera') ? (['virtual_camera'] as const) : []),
      ...(this.#isReplayBufferActive ? (['replay_buffer'] as const) : []),
    ];
  }

  get stream(): Omit<OutputsState['stream'], 'platform' | 'service_name' | 'server' | 'has_key'> {
    const isOff = this.#stream === 'off';
    const status = isOff ? undefined : this.#streamStatus;
    return {
      state: this.#stream,
      duration_ms: status?.outputDuration ?? 0,
      bitrate_kbps: isOff ? 0 : this.#streamBitrate.kbps,
      frames_total: status?.outputTotalFrames ?? 0,
      frames_dropped: status?.outputSkippedFrames ?? 0,
      congestion: status?.outputCongestion ?? 0,
      problem: this.#problems.get('stream') ?? null,
    };
  }

  get record(): OutputsState['record'] {
    const isOff = this.#record === 'off';
    return {
      state: this.#record,
      duration_ms: isOff ? 0 : (this.#recordStatus?.outputDuration ?? 0),
      bitrate_kbps: isOff ? 0 : this.#recordBitrate.kbps,
      problem: this.#problems.get('record') ?? null,
    };
  }

  get virtualCamera(): OutputsState['virtual_camera'] {
    return { state: this.#camera, problem: this.#problems.get('virtual_camera') ?? null };
  }

  #applyStream(phase: Phase | string): void {
    switch (phase) {
      case 'STARTING':
        this.#stream = 'starting';
        this.#streamBitrate.clear();
        this.#streamStatus = undefined;
        this.#problems.delete('stream');
        break;
      case 'STARTED':
        this.#stream = 'live';
        break;
      case 'RECONNECTED':
        this.#stream = 'live';
        this.#problems.delete('stream');
        break;
      case 'RECONNECTING':
        this.#stream = 'reconnecting';
        this.#problems.set('stream', reconnecting);
        break;
      case 'STOPPING':
        this.#stream = 'stopping';
        break;
      case 'STOPPED':
        if (this.#stream === 'live' || this.#stream === 'reconnecting') {
          this.#problems.set('stream', endedByItself.stream);
        }
        this.#stream = 'off';
        break;
    }
  }

  #applyRecord(phase: Phase | string): void {
    switch (phase) {
      case 'STARTING':
        this.#record = 'starting';
        this.#recordBitrate.clear();
        this.#recordStatus = undefined;
        this.#problems.delete('record');
        break;
      case 'STARTED':
      case 'RESUMED':
        this.#record = 'live';
        break;
      case 'PAUSED':
        this.#record = 'paused';
        break;
      case 'STOPPING':
        this.#record = 'stopping';
        break;
      case 'STOPPED':
        if (this.#record === 'live' || this.#record === 'paused') {
          this.#problems.set('record', endedByItself.record);
        }
        this.#record = 'off';
        break;
    }
  }

  #wasJustTold(output: OutputName, nowMs: number): boolean {
    return nowMs - (this.#toldAtMs.get(output) ?? Number.NEGATIVE_INFINITY) < eventCountsMs;
  }

  /** An output that is starting is not active yet; one that is stopping still is. */
  #noteStream(status: StreamStatus, nowMs: number): void {
    this.#streamStatus = status;
    if (!this.#wasJustTold('stream', nowMs)) {
      if (status.outputActive && this.#stream === 'off') this.#stream = 'live';
      if (!status.outputActive && this.#stream !== 'starting') this.#stream = 'off';
    }
    if (this.#stream !== 'off') this.#streamBitrate.note(status.outputBytes, nowMs);
  }

  #noteRecord(status: RecordStatus, nowMs: number): void {
    this.#recordStatus = status;
    if (!this.#wasJustTold('record', nowMs)) {
      if (status.outputActive && this.#record === 'off') {
        this.#record = status.outputPaused ? 'paused' : 'live';
      }
      if (!status.outputActive && this.#record !== 'starting') this.#record = 'off';
    }
    if (this.#record !== 'off') this.#recordBitrate.note(status.outputBytes, nowMs);
  }
}

function phaseOf({ outputState, outputActive }: OutputEvent): string {
  if (outputState === '') return outputActive ? 'STARTED' : 'STOPPED';
  return outputState.replace(/^OBS_WEBSOCKET_OUTPUT_/, '');
}
