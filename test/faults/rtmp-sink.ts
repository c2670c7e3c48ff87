// An RTMP server on loopback that keeps what it receives: ffmpeg, listening for one stream.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Child } from '../../scripts/obs-runner/child-process.ts';
import { freePort } from '../../scripts/obs-runner/headless-config.ts';

const endTimeoutMs = 15_000;
/** It opens its port at once, and says nothing. */
const listenMs = 700;

export class RtmpSink {
  readonly server: string;
  readonly key = 'fault';
  readonly #folder: string;
  readonly #receiver: Child;

  private constructor(folder: string, port: number) {
    this.server = `rtmp://127.0.0.1:${port}/live`;
    this.#folder = folder;
    this.#receiver = new Child({
      program: 'ffmpeg',
      arguments: [
        ...['-hide_banner', '-loglevel', 'error', '-y', '-f', 'flv', '-listen', '1'],
        ...['-i', `${this.server}/${this.key}`, '-c', 'copy', this.#file],
      ],
      environment: process.env,
    });
  }

  static async start(): Promise<RtmpSink> {
    const sink = new RtmpSink(
      await mkdtemp(path.join(tmpdir(), 'playalter-rtmp-')),
      await freePort(),
    );
    await delay(listenMs);
    return sink;
  }

  get #file(): string {
    return path.join(this.#folder, 'received.mkv');
  }

  /** The file, when the sender has ended the stream. */
  async received(): Promise<string> {
    const ended = await Promise.race([
      this.#receiver.exited,
      delay(endTimeoutMs).then(() => undefined),
    ]);
    if (ended?.code !== 0) {
      throw new Error(`The RTMP server did not end in order: ${this.#receiver.output}`);
    }
    return this.#file;
  }

  /** Ends it if it runs; the file stays until `remove`. */
  async stop(): Promise<void> {
    await this.#receiver.stop('SIGKILL', endTimeoutMs);
  }

  static async remove(file: string): Promise<void> {
    await rm(path.dirname(file), { recursive: true, force: true });
  }
}
