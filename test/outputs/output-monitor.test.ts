// What OBS's events and answers make of the state of its outputs.

import { OBSWebSocketError } from 'obs-websocket-js';
import { describe, expect, it } from 'vitest';
import type { ObsCall } from '../../control-server/src/egress/obs-connection.ts';
import { BitrateMeter } from '../../control-server/src/outputs/bitrate-meter.ts';
import { OutputMonitor } from '../../control-server/src/outputs/output-monitor.ts';

function told(monitor: OutputMonitor, name: string, ...phases: readonly string[]): string[] {
  return phases.map((phase) => {
    const outputActive = ['STARTED', 'RECONNECTED', 'RESUMED', 'PAUSED'].includes(phase);
    monitor.apply(name, { outputActive, outputState: `OBS_WEBSOCKET_OUTPUT_${phase}` }, 0);
    return name === 'StreamStateChanged' ? monitor.stream.state : monitor.record.state;
  });
}

function answers(replies: Readonly<Record<string, unknown>>): ObsCall {
  return async (request) => {
    const reply = replies[request];
    if (reply === undefined) throw new OBSWebSocketError(604, 'not available');
    return reply;
  };
}

const idle = {
  GetStreamStatus: { outputActive: false },
  GetRecordStatus: { outputActive: false },
  GetVirtualCamStatus: { outputActive: false },
};

describe('the stream', () => {
  it('starts, loses its connection, gets it back, and stops', () => {
    const monitor = new OutputMonitor();
    expect(
      told(
        monitor,
        'StreamStateChanged',
        ...['STARTING', 'STARTED', 'RECONNECTING', 'RECONNECTED', 'STOPPING', 'STOPPED'],
      ),
    ).toEqual(['starting', 'live', 'reconnecting', 'live', 'stopping', 'off']);
    expect(monitor.stream.problem).toBeNull();
  });

  it('says so while it reconnects, and when it ended by itself', () => {
    const monitor = new OutputMonitor();
    told(monitor, 'StreamStateChanged', 'STARTING', 'STARTED', 'RECONNECTING');
    expect(monitor.stream.problem?.code).toBe('stream_reconnecting');
    told(monitor, 'StreamStateChanged', 'STOPPED');
    expect(monitor.stream.problem?.code).toBe('stream_ended');
    told(monitor, 'StreamStateChanged', 'STARTING');
    expect(monitor.stream.problem).toBeNull();
  });

  it('is found running by who comes late, with its figures', async () => {
    const monitor = new OutputMonitor();
    const status = { outputActive: true, outputDuration: 5000, outputTotalFrames: 150 };
    const look = async (outputBytes: number, atMs: number) =>
      await monitor.look(
        answers({
          ...idle,
          GetStreamStatus: {
            ...status,
            outputBytes,
            outputSkippedFrames: 3,
            outputCongestion: 0.25,
          },
        }),
        atMs,
        'all',
      );
    await look(1_000_000, 0);
    await look(1_500_000, 2000);
    expect(monitor.stream).toMatchObject({
      state: 'live',
      duration_ms: 5000,
      bitrate_kbps: 2000,
      frames_total: 150,
      frames_dropped: 3,
      congestion: 0.25,
    });
    await monitor.look(answers(idle), 3000, 'all');
    expect(monitor.stream).toMatchObject({ state: 'off', bitrate_kbps: 0, frames_total: 0 });
  });

  it('that is starting is not taken for one that is off', async () => {
    const monitor = new OutputMonitor();
    told(monitor, 'StreamStateChanged', 'STARTING');
    await monitor.look(answers(idle), 60_000, 'all');
    expect(monitor.stream.state).toBe('starting');
  });

  it('is what its last event says, for as long as answers may be older', async () => {
    const monitor = new OutputMonitor();
    told(monitor, 'StreamStateChanged', 'STARTING', 'STARTED', 'STOPPING', 'STOPPED');
    const late = answers({ ...idle, GetStreamStatus: { outputActive: true } });
    await monitor.look(late, 500, 'all');
    expect(monitor.stream.state).toBe('off');
    await monitor.look(late, 5000, 'all');
    expect(monitor.stream.state).toBe('live');
  });
});

describe('the others', () => {
  it('pauses and ends a recording', () => {
    const monitor = new OutputMonitor();
    expect(
      told(
        monitor,
        'RecordStateChanged',
        ...['STARTING', 'STARTED', 'PAUSED', 'RESUMED', 'STOPPED'],
      ),
    ).toEqual(['starting', 'live', 'paused', 'live', 'off']);
    expect(monitor.record.problem?.code).toBe('record_ended');
  });

  it('tells a camera that is not there from one that is off', async () => {
    const monitor = new OutputMonitor();
    await monitor.look(answers(idle), 0, 'all');
    expect(monitor.virtualCamera.state).toBe('off');
    monitor.apply('VirtualcamStateChanged', { outputActive: true }, 0);
    expect(monitor.virtualCamera.state).toBe('live');
    const { GetVirtualCamStatus: _, ...without } = idle;
    await monitor.look(answers(without), 0, 'all');
    expect(monitor.virtualCamera.state).toBe('unavailable');
  });

  it('lists what keeps the video settings from changing', async () => {
    const monitor = new OutputMonitor();
    told(monitor, 'StreamStateChanged', 'STARTING');
    told(monitor, 'RecordStateChanged', 'STARTED');
    monitor.apply('VirtualcamStateChanged', { outputActive: true }, 0);
    monitor.apply('ReplayBufferStateChanged', { outputActive: true }, 0);
    expect(monitor.running).toEqual(['stream', 'record', 'virtual_camera', 'replay_buffer']);
    monitor.forget();
    expect(monitor.running).toEqual([]);
    expect(monitor.apply('SceneItemSelected', {}, 0)).toBe(false);
  });
});

describe('a bitrate', () => {
  it('is that of the last two seconds, and begins anew with a new connection', () => {
    const meter = new BitrateMeter();
    expect(meter.kbps).toBe(0);
    for (let second = 0; second <= 10; second++) meter.note(second * 125_000, second * 1000);
    expect(meter.kbps).toBe(1000);
    for (let second = 0; second <= 3; second++) {
      meter.note(1_250_000 + second * 250_000, 11_000 + second * 1000);
    }
    expect(meter.kbps).toBe(2000);
    meter.note(10, 15_000);
    expect(meter.kbps).toBe(0);
  });
});
