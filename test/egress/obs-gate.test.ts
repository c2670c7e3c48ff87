import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ObsGate } from '../../control-server/src/egress/obs-gate.ts';

const answer = async () => 'answer';

describe('ObsGate', () => {
  it('lets nothing through between a goodbye and the end of that process', async () => {
    const running = new Set([1, 2]);
    const gate = new ObsGate({ isRunning: (pid) => running.has(pid) });
    expect(await gate.pass(answer)).toBe('answer');
    await gate.close(1);
    await gate.close(2);
    let isAsked = false;
    const ask = async () => {
      isAsked = true;
    };
    await expect(gate.pass(ask)).rejects.toMatchObject({ code: 'obs_unreachable' });
    running.delete(1);
    await expect(gate.pass(ask)).rejects.toMatchObject({ code: 'obs_unreachable' });
    expect(isAsked).toBe(false);
    running.delete(2);
    expect(await gate.pass(answer)).toBe('answer');
  });

  it('is closed only when what was asked has been answered, well or badly', async () => {
    const gate = new ObsGate({ isRunning: () => true });
    const answers = new EventEmitter();
    const asked = ['first', 'second'].map((name) => gate.pass(() => once(answers, name)));
    let isClosed = false;
    const closing = gate.close(1).then(() => {
      isClosed = true;
    });
    answers.emit('first');
    await asked[0];
    expect(isClosed).toBe(false);
    answers.emit('error', new Error('refused'));
    await expect(asked[1]).rejects.toThrow('refused');
    await closing;
  });

  it('opens again for one that did not end, and for one that never does', async () => {
    let nowMs = 0;
    const gate = new ObsGate({ isRunning: () => true, nowMs: () => nowMs });
    await gate.close(1);
    gate.open(1);
    expect(await gate.pass(answer)).toBe('answer');
    await gate.close(1);
    nowMs = 60_000;
    await expect(gate.pass(answer)).rejects.toThrow('ending');
    nowMs = 60_001;
    expect(await gate.pass(answer)).toBe('answer');
  });

  it('knows by itself whether a process runs', async () => {
    const gate = new ObsGate();
    const child = spawn('sleep', ['600']);
    await once(child, 'spawn');
    await gate.close(child.pid ?? 0);
    await expect(gate.pass(answer)).rejects.toThrow('ending');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await gate.pass(answer)).toBe('answer');
  });
});
