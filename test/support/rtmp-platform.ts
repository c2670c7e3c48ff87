// A streaming platform on loopback: nginx with its RTMP module, which takes one stream key, shows the stream to whoever
// asks, and keeps all that arrives.

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { z } from 'zod';
import { Child } from '../../scripts/obs-runner/child-process.ts';
import { freePort } from '../../scripts/obs-runner/headless-config.ts';

const program = '/usr/sbin/nginx';
const rtmpModule = '/usr/lib/nginx/modules/ngx_rtmp_module.so';
const readyTimeoutMs = 15_000;

const probed = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string(),
      codec_name: z.string(),
      width: z.number().optional(),
      height: z.number().optional(),
    }),
  ),
});

export class RtmpPlatform {
  readonly key: string;
  readonly #port: number;
  readonly #folder: string;
  readonly #keyCheck: Server;
  #nginx: Child;

  private constructor(folder: string, port: number, keyCheck: Server, key: string) {
    this.key = key;
    this.#folder = folder;
    this.#port = port;
    this.#keyCheck = keyCheck;
    this.#nginx = this.#spawn();
  }

  static async start(key: string): Promise<RtmpPlatform> {
    const folder = await mkdtemp(path.join(tmpdir(), 'playalter-platform-'));
    const keyCheck = await checkKeys(key);
    const port = await freePort();
    await writeFile(
      path.join(folder, 'nginx.conf'),
      configuration({ folder, port, keyPort: (keyCheck.address() as AddressInfo).port }),
    );
    const platform = new RtmpPlatform(folder, port, keyCheck, key);
    await platform.#listening();
    return platform;
  }

  get server(): string {
    return `rtmp://127.0.0.1:${this.#port}/live`;
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    await this.#nginx.stop('SIGKILL', 5000);
  }

  /** On the same port, after `kill`. */
  async restart(): Promise<void> {
    this.#nginx = this.#spawn();
    await this.#listening();
  }

  /** Stopped for as long as the work lasts: connections stay, and nothing is read from them. */
  async frozen(work: () => Promise<void>): Promise<void> {
    const { pid } = this.#nginx;
    if (pid === undefined) throw new Error('nginx does not run.');
    process.kill(pid, 'SIGSTOP');
    try {
      await work();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  }

  /** What a viewer gets, by ffprobe: kinds and sizes of the stream's parts. */
  async probe(): Promise<string[]> {
    const { stdout } = await execa(
      'ffprobe',
      [...['-v', 'error', '-of', 'json', '-show_streams', '-rtmp_playpath', this.key], this.server],
      { timeout: 20_000 },
    );
    return probed
      .parse(JSON.parse(stdout))
      .streams.map(({ codec_type: type, codec_name: codec, width, height }) =>
        type === 'video' ? `${codec} ${width}x${height}` : codec,
      )
      .sort();
  }

  /** Files of all that arrived, one for each connection, oldest first. */
  async received(): Promise<string[]> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.flv'));
    return names.sort().map((name) => path.join(this.#folder, name));
  }

  async stop(): Promise<void> {
    await this.kill();
    this.#keyCheck.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #spawn(): Child {
    return new Child({
      program,
      arguments: ['-p', this.#folder, '-c', 'nginx.conf', '-e', 'error.log'],
      environment: process.env,
    });
  }

  async #listening(): Promise<void> {
    const until = performance.now() + readyTimeoutMs;
    while (!(await accepts(this.#port))) {
      if (!this.#nginx.isRunning || performance.now() > until) {
        throw new Error(
          `nginx with ${rtmpModule} does not listen (Debian: libnginx-mod-rtmp): ${this.#nginx.output}`,
        );
      }
      await delay(50);
    }
  }
}

async function accepts(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** nginx asks whether a stream may be published. */
async function checkKeys(key: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const form = new URLSearchParams(Buffer.concat(parts).toString('utf8'));
    response.statusCode = form.get('name') === key ? 200 : 403;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function configuration(of: { folder: string; port: number; keyPort: number }): string {
  return `
load_module ${rtmpModule};
daemon off;
master_process off;
pid ${of.folder}/nginx.pid;
error_log ${of.folder}/error.log info;
events { worker_connections 64; }
rtmp {
  server {
    listen 127.0.0.1:${of.port};
    access_log off;
    application live {
      live on;
      record all;
      record_path ${of.folder};
      record_suffix -%Y%m%d%H%M%S.flv;
      on_publish http://127.0.0.1:${of.keyPort}/;
    }
  }
}
`;
}
