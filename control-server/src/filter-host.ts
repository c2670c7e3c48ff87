// Listens for filters, gives each a stream, and feeds the streams in turn. In the frame worker's thread.

import { type FromFilter, fromFilter, type ToFilter } from '../../protocol/messages.ts';
import { limit, protocolVersion, type refuseCodes } from '../../protocol/names.ts';
import { FrameChannel } from './channel/frame-channel.ts';
import { loadNativeAddon } from './channel/native-addon.ts';
import { CodedError } from './coded-error.ts';
import { daemonVersion } from './daemon-version.ts';
import type { ComingFinder } from './detection/coming-finder.ts';
import { LandmarkModel } from './expression/landmark-model.ts';
import { PreviewFeed } from './preview/preview-feed.ts';
import { ChannelPort } from './stream/channel-port.ts';
import { MaskStream } from './stream/mask-stream.ts';
import { QualityLadder } from './stream/quality-ladder.ts';
import { StreamScheduler } from './stream/stream-scheduler.ts';
import {
  type FrameWorkerData,
  figuresEveryMs,
  type StreamFigures,
  type ToWorker,
} from './worker-messages.ts';
import { fail, post } from './worker-parent.ts';

const bytesPerMb = 1024 * 1024;
/** No pass takes this long unless something hangs. */
const stalledMs = 5000;

type FilterHello = Extract<FromFilter, { type: 'filter.hello' }>;

export class FilterHost {
  readonly #finder: ComingFinder;
  readonly #channel: FrameChannel;
  readonly #scheduler = new StreamScheduler();
  readonly #quality = new QualityLadder({
    onChange: (step, reason) =>
      post({
        type: 'worker.log',
        level: step === 'full' ? 'info' : 'warn',
        event: 'quality step',
        details: { step, reason },
      }),
  });
  readonly #landmarks: LandmarkModel;
  readonly #previews: PreviewFeed;
  readonly #hellos = new Map<number, FilterHello>();
  readonly #heartbeat: NodeJS.Timeout;
  #beats = 0;

  /** Listens from now on. Streams begin when the detectors have come and `begin` is called. */
  constructor(data: FrameWorkerData, finder: ComingFinder) {
    this.#finder = finder;
    this.#landmarks = new LandmarkModel({
      modelFolder: data.modelFolder,
      threads: data.threads,
      onFailed: (reason) =>
        post({ type: 'worker.log', level: 'warn', event: 'no landmarks', details: { ...reason } }),
    });
    this.#channel = new FrameChannel({
      socketPath: data.socketPath,
      handlers: {
        // A peer counts from its hello on.
        opened: () => undefined,
        message: (peerId, text) => this.#receive(peerId, text),
        frame: (peerId) => {
          if (this.#finder.hasCome) void this.#scheduler.wake(peerId);
          this.#previews.bell(peerId);
        },
        closed: (peerId, code, detail) => this.#forget(peerId, code, detail),
        failed: fail,
      },
    });
    this.#previews = new PreviewFeed({
      channel: this.#channel,
      scale: loadNativeAddon().scalePicture,
      post: (picture) => post(picture, [picture.rgba.buffer]),
      onFailed: (peerId, reason) =>
        post({
          type: 'worker.log',
          level: 'warn',
          event: 'previews ended',
          details: { peerId, reason },
        }),
      nowMs: () => performance.now(),
    });
    this.#heartbeat = setInterval(() => this.#beat(), figuresEveryMs);
  }

  begin(): void {
    for (const [peerId] of this.#scheduler.entries()) void this.#scheduler.wake(peerId);
  }

  stop(): void {
    clearInterval(this.#heartbeat);
    this.#channel.close();
  }

  receive(
    message: Exclude<ToWorker, { type: 'worker.begin' | 'worker.stop' | 'worker.useModel' }>,
  ): void {
    if (message.type === 'worker.watch') this.#previews.watch(message.demands);
    else this.#previews.taken();
  }

  #beat(): void {
    if (this.#scheduler.stepAgeMs(performance.now()) > stalledMs) {
      // Heartbeats from a daemon that analyses nothing would keep the picture covered for good.
      fail(new CodedError('inference_stalled', 'The face detector does not answer any more.'));
      return;
    }
    this.#previews.beat();
    const rssMb = process.memoryUsage.rss() / bytesPerMb;
    this.#beats++;
    const isHeartbeat = this.#beats % (limit.heartbeatMs / figuresEveryMs) === 0;
    const streams: StreamFigures[] = [];
    for (const [peerId, stream] of this.#scheduler.entries()) {
      const status = stream.status(rssMb);
      if (isHeartbeat) this.#send(peerId, status);
      const hello = this.#hellos.get(peerId);
      if (!hello) continue;
      const { filter_uuid: filterUuid, filter_name: filterName, source_name: sourceName } = hello;
      streams.push({ peerId, filterUuid, filterName, sourceName, status });
    }
    post({ type: 'worker.figures', streams });
  }

  #receive(peerId: number, text: string): void {
    const message = parseMessage(text);
    const stream = this.#scheduler.get(peerId);
    if (!message || (stream === undefined) !== (message.type === 'filter.hello')) {
      this.#refuse(
        peerId,
        'hello_invalid',
        'The filter sent a message that the daemon does not know.',
      );
      return;
    }
    switch (message.type) {
      case 'filter.hello':
        this.#welcome(peerId, message);
        break;
      case 'filter.settings':
        stream?.setSettings(message.settings);
        break;
      case 'filter.stats':
        // Kept by the filter itself, which also reports them; here they only show that it lives.
        break;
    }
  }

  #welcome(peerId: number, hello: FilterHello): void {
    if (hello.protocol.major !== protocolVersion.major) {
      this.#refuse(
        peerId,
        'protocol_mismatch',
        `The plugin speaks protocol ${hello.protocol.major}, the daemon ${protocolVersion.major}; install both again.`,
      );
      return;
    }
    const stream = new MaskStream({
      port: new ChannelPort(this.#channel, peerId),
      finder: this.#finder,
      quality: this.#quality,
      landmarks: this.#landmarks,
      settings: hello.settings,
      onPublished: (picture) => this.#previews.analysed(peerId, picture.image, picture.facts),
      onStateChange: ({ state, code, message }) => {
        post({
          type: 'worker.log',
          level: code ? 'error' : 'info',
          event: `stream ${state}`,
          details: { peerId, code, message },
        });
        if (code === 'frame_invalid') {
          this.#refuse(peerId, 'mapping_invalid', message);
        }
      },
    });
    this.#scheduler.add(peerId, stream);
    this.#hellos.set(peerId, hello);
    this.#send(peerId, {
      type: 'daemon.welcome',
      protocol: protocolVersion,
      daemon_version: daemonVersion,
      pid: process.pid,
      provider: this.#finder.provider,
    });
    post({
      type: 'worker.log',
      level: 'info',
      event: 'stream opened',
      details: { peerId, filter: hello.filter_name, obs: hello.obs_version },
    });
    post({ type: 'worker.streams', count: this.#scheduler.size });
    this.#previews.add(peerId, hello.filter_uuid);
    if (this.#finder.hasCome) void this.#scheduler.wake(peerId);
  }

  #refuse(peerId: number, code: (typeof refuseCodes)[number], message: string): void {
    this.#send(peerId, { type: 'daemon.refuse', code, message });
    this.#channel.drop(peerId);
    post({ type: 'worker.log', level: 'warn', event: 'filter refused', details: { peerId, code } });
  }

  #forget(peerId: number, code: string, detail: string): void {
    this.#scheduler.remove(peerId);
    this.#previews.remove(peerId);
    this.#hellos.delete(peerId);
    post({
      type: 'worker.log',
      level: 'info',
      event: 'stream closed',
      details: { peerId, code, detail },
    });
    post({ type: 'worker.streams', count: this.#scheduler.size });
  }

  #send(peerId: number, message: ToFilter): void {
    this.#channel.send(peerId, JSON.stringify(message));
  }
}

function parseMessage(text: string) {
  try {
    return fromFilter.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: the same as any other message that is not one of ours, and answered the same way.
    return undefined;
  }
}
