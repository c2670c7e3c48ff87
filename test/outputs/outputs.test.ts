// The whole of it against an obs-websocket server: the connection and its sentences, platforms and keys, qualities,
// starts. And that a stream key is nowhere but in OBS.

import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { CodedError } from '../../control-server/src/coded-error.ts';
import { outputCommands } from '../../control-server/src/control/commands/output-commands.ts';
import { CommandRegistry } from '../../control-server/src/control/registry.ts';
import { ObsGate } from '../../control-server/src/egress/obs-gate.ts';
import type { AskPlugin } from '../../control-server/src/link/plugin-link.ts';
import type { Located } from '../../control-server/src/outputs/obs-client.ts';
import { Outputs } from '../../control-server/src/outputs/outputs.ts';
import { createLog } from '../../control-server/src/server-log.ts';
import { outputsState } from '../../protocol/outputs.ts';
import { FakeObs } from './fake-obs.ts';

const undo: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

interface Reply {
  /** Of one that failed. */
  readonly code?: string;
  readonly message?: string;
  readonly results?: unknown;
}

/** Everything that anybody could see or find later. */
class Bench {
  readonly written: string[] = [];
  readonly replies: unknown[] = [];
  readonly states: string[] = [];
  located: Located = 'not_installed';
  isObsRunning = true;
  readonly log = createLog({ write: (line: string) => this.written.push(line) });
  readonly gate = new ObsGate({ isRunning: () => this.isObsRunning });
  readonly outputs = new Outputs({
    gate: this.gate,
    ask: noPlugin,
    log: this.log,
    onChange: () => this.states.push(JSON.stringify(this.outputs.state)),
    locate: async () => this.located,
    retryMs: [20],
    switchTimes: { doneMs: 1000, guardMs: 60 },
  });
  readonly registry = new CommandRegistry(outputCommands(this.outputs), this.log);

  async run(name: string, input: unknown = {}): Promise<Reply> {
    const context = { client: 'test', via: 'rest', signal: new AbortController().signal } as const;
    try {
      const reply = await this.registry.run(name, input, context);
      this.replies.push(reply);
      return reply as Reply;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      const { code, message } = error;
      this.replies.push({ code, message, text: String(error), cause: String(error.cause) });
      return { code, message };
    }
  }

  get seen(): string {
    return JSON.stringify([this.written, this.replies, this.states, this.outputs.state]);
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    for (let turn = 0; turn < 500; turn++) {
      if (isSo()) return;
      await delay(10);
    }
    throw new Error(`Never: ${what}`);
  }

  async untilState(state: string): Promise<void> {
    await this.until(state, () => this.outputs.state.connection.state === state);
  }
}

const noPlugin: AskPlugin = async () => {
  throw new CodedError('obs_missing', 'OBS is not connected.');
};

async function connected(): Promise<{ bench: Bench; obs: FakeObs }> {
  const obs = await FakeObs.start({ password: 'right' });
  undo.push(() => obs.stop());
  const bench = startedBench({ url: obs.url, password: 'right' });
  await bench.until('video settings', () => bench.outputs.state.video !== null);
  return { bench, obs };
}

function startedBench(located: Located): Bench {
  const bench = new Bench();
  bench.located = located;
  undo.push(() => bench.outputs.stop());
  bench.outputs.start();
  return bench;
}

describe('the connection', () => {
  it.each(['not_installed', 'switched_off'] as const)('says that OBS is %s', async (state) => {
    const bench = startedBench(state);
    await bench.untilState(state);
    expect(bench.outputs.state.connection.sentence).toMatch(/OBS/);
    const reply = await bench.run('StartStream');
    expect(reply.code).toBe(state === 'not_installed' ? 'obs_not_installed' : 'obs_websocket_off');
  });

  it('tells a wrong password, and goes on when it is right', async () => {
    const obs = await FakeObs.start({ password: 'right' });
    undo.push(() => obs.stop());
    const bench = startedBench({ url: obs.url, password: 'wrong' });
    await bench.untilState('wrong_password');
    expect((await bench.run('StartStream')).code).toBe('obs_password_wrong');
    bench.located = { url: obs.url, password: undefined };
    await delay(60);
    expect(bench.outputs.state.connection.state).toBe('wrong_password');
    bench.located = { url: obs.url, password: 'right' };
    await bench.untilState('connected');
    expect(bench.seen).not.toContain('right');
  });

  it('is lost with OBS and made again with the next one', async () => {
    const { bench, obs } = await connected();
    const { port } = obs;
    obs.stream('STARTING', 'STARTED');
    await bench.until('live', () => bench.outputs.state.stream.state === 'live');
    await obs.stop();
    await bench.untilState('unreachable');
    expect(bench.outputs.state).toMatchObject({ stream: { state: 'off' }, video: null });
    expect((await bench.run('StopStream')).code).toBe('obs_unreachable');
    const next = await FakeObs.start({ password: 'right', port });
    undo.push(() => next.stop());
    await bench.untilState('connected');
  });
});

describe('an OBS that ends', () => {
  it('is asked nothing more, by the next connection either, until its process has ended', async () => {
    const { bench, obs } = await connected();
    await bench.gate.close(1234);
    const asked = obs.requests.length;
    expect((await bench.run('StopStream')).code).toBe('obs_unreachable');
    obs.drop();
    await bench.untilState('unreachable');
    await delay(100);
    expect(bench.outputs.state.connection.state).toBe('unreachable');
    expect(obs.requests).toHaveLength(asked);
    bench.isObsRunning = false;
    await bench.untilState('connected');
    expect(obs.requests.length).toBeGreaterThan(asked);
  });
});

describe('a platform', () => {
  it('is set with its key, and told without', async () => {
    const { bench, obs } = await connected();
    const reply = await bench.run('SetPlatform', { platform: 'twitch', key: ' live_1 "2" \n' });
    expect(reply).toEqual({ platform: 'twitch', server: '', has_key: true });
    expect(obs.service).toMatchObject({
      streamServiceType: 'rtmp_common',
      streamServiceSettings: { service: 'Twitch', server: 'auto', key: 'live_1 "2"' },
    });
    expect(bench.outputs.state.stream).toMatchObject({ platform: 'twitch', has_key: true });
  });

  it('keeps its key where only the rest is set again, and loses it with the server', async () => {
    const { bench, obs } = await connected();
    const key = () => obs.service.streamServiceSettings.key;
    const custom = { platform: 'custom', server: 'rtmp://one/app' };
    await bench.run('SetPlatform', { ...custom, key: 'secret' });
    await bench.run('SetPlatform', custom);
    expect(key()).toBe('secret');
    await bench.run('SetPlatform', { platform: 'custom', key: 'another' });
    expect(obs.service.streamServiceSettings.server).toBe('rtmp://one/app');
    expect(key()).toBe('another');
    const moved = await bench.run('SetPlatform', { ...custom, server: 'rtmp://two/app' });
    expect(moved).toEqual({ platform: 'custom', server: 'rtmp://two', has_key: false });
    expect(key()).toBe('');
    await bench.run('SetPlatform', { ...custom, key: 'secret' });
    await bench.run('SetPlatform', { platform: 'youtube' });
    expect(key()).toBe('');
  });

  it('does not take on what an earlier server asked for besides', async () => {
    const { bench, obs } = await connected();
    obs.service = {
      streamServiceType: 'rtmp_custom',
      streamServiceSettings: {
        server: 'rtmp://one/app',
        use_auth: true,
        username: 'me',
        password: 'hidden-password',
      },
    };
    await bench.run('SetPlatform', { platform: 'custom', server: 'rtmp://two/app' });
    expect(obs.service.streamServiceSettings).toMatchObject({
      use_auth: false,
      username: '',
      password: '',
    });
  });

  it.each([
    [{ platform: 'custom' }, 'server_missing'],
    [{ platform: 'custom', server: 'http://one' }, 'server_invalid'],
    [{ platform: 'custom', server: 'rtmp://one/a b' }, 'server_invalid'],
    [{ platform: 'twitch', key: 'a\nb' }, 'stream_key_invalid'],
    [{ platform: 'twitch', key: 'k'.repeat(3000) }, 'input_invalid'],
    [{ platform: 'twitch', key: 7 }, 'input_invalid'],
    [{ platform: 'myspace' }, 'input_invalid'],
    [{ platform: 'twitch', secret: 'x' }, 'input_invalid'],
  ])('is refused for %j', async (input, code) => {
    const { bench, obs } = await connected();
    expect((await bench.run('SetPlatform', input)).code).toBe(code);
    expect(obs.requests.map(({ type }) => type)).not.toContain('SetStreamServiceSettings');
  });

  it('does not change while the stream runs', async () => {
    const { bench, obs } = await connected();
    obs.active.stream = true;
    const reply = await bench.run('SetPlatform', { platform: 'twitch', key: 'secret-key' });
    expect(reply.code).toBe('outputs_active');
    expect(bench.seen).not.toContain('secret-key');
  });
});

describe('a stream key', () => {
  it.each([
    'live_123456_AbCdEfGhIjKl',
    'a key with spaces',
    `"double" 'single' \\back`,
    'schlüssel-ключ-鍵-🔑',
    '{"json":"looking"}',
    '%s%n$(x)<script>',
  ])('%s goes to OBS and is seen nowhere else', async (key) => {
    const { bench, obs } = await connected();
    const server = 'rtmp://127.0.0.1/live';
    const { replies } = bench;
    await bench.run('SetPlatform', { platform: 'custom', server, key });
    expect(obs.service.streamServiceSettings.key).toBe(key);
    await bench.run('StartStream');
    await bench.run('SetPlatform', { platform: 'twitch', key });
    await bench.run('SetPlatform', { platform: 'twitch', key: `${key}\u0000` });
    await bench.run('SetPlatform', { platform: 'nowhere', key });
    await bench.run('SetPlatform', { platform: 'twitch', key: { key } });
    await bench.run('SetQuality', { quality: '720p30', key });
    await bench.run('StopStream');
    await bench.run('StartAll', { key });
    await obs.stop();
    await bench.untilState('unreachable');
    await bench.run('SetPlatform', { platform: 'twitch', key });
    expect(replies).toHaveLength(10);
    expect(bench.states.length).toBeGreaterThan(3);
    // In each way in which it could have been written.
    const shapes = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)];
    for (const shape of [...shapes, Buffer.from(key).toString('base64')]) {
      expect(bench.seen).not.toContain(shape);
      expect(bench.seen).not.toContain(JSON.stringify(shape).slice(1, -1));
    }
  });
});

describe('a quality', () => {
  it('is set in the profile: size, frame rate, bitrates', async () => {
    const { bench, obs } = await connected();
    await bench.run('SetPlatform', { platform: 'twitch', key: 'k' });
    expect(await bench.run('SetQuality', { quality: '1080p60' })).toEqual({
      quality: '1080p60',
      width: 1920,
      height: 1080,
      fps: 60,
      video_bitrate_kbps: 6000,
      audio_bitrate_kbps: 160,
      encoder: 'x264',
      is_encoder_pending: false,
      note: '',
    });
    expect(obs.video).toMatchObject({ outputWidth: 1920, outputHeight: 1080, fpsNumerator: 60 });
    expect(obs.simple).toEqual({
      VBitrate: '6000',
      ABitrate: '160',
      StreamEncoder: 'x264',
    });
    expect(bench.outputs.state.video?.quality).toBe('1080p60');
  });

  it('names what must be stopped first, and changes nothing', async () => {
    const { bench, obs } = await connected();
    obs.active.stream = true;
    obs.active.record = true;
    const reply = await bench.run('SetQuality', { quality: '480p30' });
    expect(reply).toMatchObject({
      code: 'outputs_active',
      message: expect.stringContaining('the stream and the recording'),
    });
    expect(obs.video.outputHeight).toBe(720);
    expect(bench.outputs.state.video?.stop_first).toEqual(['stream', 'record']);
  });

  it("leaves advanced mode's encoder to its owner, and says so", async () => {
    const { bench, obs } = await connected();
    obs.outputMode = 'Advanced';
    expect(await bench.run('SetQuality', { quality: '480p30', encoder: 'x264' })).toMatchObject({
      code: 'advanced_output_mode',
    });
    expect(await bench.run('SetQuality', { quality: '480p30' })).toMatchObject({
      height: 480,
      video_bitrate_kbps: null,
      encoder: null,
      note: expect.stringContaining('advanced output mode'),
    });
    expect(obs.simple.VBitrate).toBe('2500');
    expect(bench.outputs.state.video).toMatchObject({ output_mode: 'advanced', encoder: null });
  });

  it('says when OBS takes a new encoder on only later', async () => {
    const { bench, obs } = await connected();
    obs.simple = { ...obs.simple, StreamEncoder: 'nvenc_av1' };
    obs.tell('CurrentProfileChanged', { profileName: 'other' });
    await bench.until('it', () => bench.outputs.state.video?.encoder === 'nvenc_av1');
    await bench.run('SetPlatform', { platform: 'twitch', key: 'k' });
    expect(await bench.run('SetQuality', { quality: '720p30' })).toMatchObject({
      encoder: 'x264',
      is_encoder_pending: true,
      note: expect.stringContaining('started again'),
    });
    expect(bench.outputs.state.video?.is_encoder_pending).toBe(true);
    obs.tell('CurrentProfileChanged', { profileName: 'again' });
    await bench.until('it', () => bench.outputs.state.video?.is_encoder_pending === false);
  });
});

describe('a start', () => {
  it('needs a key where the platform does', async () => {
    const { bench, obs } = await connected();
    expect((await bench.run('StartStream')).code).toBe('server_missing');
    await bench.run('SetPlatform', { platform: 'youtube' });
    expect((await bench.run('StartStream')).code).toBe('stream_key_missing');
    expect(obs.requests.map(({ type }) => type)).not.toContain('StartStream');
  });

  it('is answered when it runs, and a second one at once', async () => {
    const { bench } = await connected();
    await bench.run('SetPlatform', { platform: 'twitch', key: 'k' });
    expect(await bench.run('StartStream')).toEqual({ is_active: true });
    expect(bench.outputs.state.stream.state).toBe('live');
    expect(await bench.run('StartStream')).toEqual({ is_active: true });
    expect(await bench.run('StopStream')).toEqual({ is_active: false });
    expect(await bench.run('StopStream')).toEqual({ is_active: false });
    expect(bench.outputs.state.stream).toMatchObject({ state: 'off', problem: null });
  });

  it('that fails says so', async () => {
    const { bench, obs } = await connected();
    await bench.run('SetPlatform', { platform: 'twitch', key: 'k' });
    obs.onStartStream = (fake) => fake.stream('STARTING', 'STOPPED');
    expect((await bench.run('StartStream')).code).toBe('output_start_failed');
    expect(bench.outputs.state.stream.problem?.code).toBe('output_start_failed');
    obs.onStartStream = () => undefined;
    expect((await bench.run('StartStream')).code).toBe('obs_timeout');
  });

  it.each(['before', 'after'])(
    "stopped by the go-live guard is reported as that, its word coming %s OBS's",
    async (when) => {
      const { bench, obs } = await connected();
      await bench.run('SetPlatform', { platform: 'twitch', key: 'k' });
      obs.onStartStream = (fake) => {
        if (when === 'after') fake.stream('STARTING', 'STARTED');
        fake.tell('VendorEvent', {
          vendorName: 'playalter',
          eventType: 'GoLiveStopped',
          eventData: { output: 'stream', message: 'The mask on Camera is covered.' },
        });
        if (when === 'before') fake.stream('STARTING', 'STARTED');
        fake.stream('STOPPING', 'STOPPED');
      };
      const problem = { code: 'go_live_stopped', message: 'The mask on Camera is covered.' };
      expect(await bench.run('StartStream')).toEqual(problem);
      expect(bench.outputs.state.stream.problem).toEqual(problem);
    },
  );

  it('of all goes on after one that fails', async () => {
    const { bench } = await connected();
    await bench.run('SetPlatform', { platform: 'twitch', key: 'k' });
    const { results } = await bench.run('StartAll', { record: false });
    expect(results).toEqual([
      {
        output: 'virtual_camera',
        ok: false,
        code: 'virtual_camera_unavailable',
        message: expect.stringContaining('v4l2loopback'),
      },
      { output: 'stream', ok: true, code: '', message: '' },
    ]);
    expect(await bench.run('StopAll')).toEqual({
      results: [{ output: 'stream', ok: true, code: '', message: '' }],
    });
  });
});

it('the state is what its schema says', async () => {
  const { bench } = await connected();
  expect(outputsState.parse(bench.outputs.state)).toEqual(bench.outputs.state);
});
