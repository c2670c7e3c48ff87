// A control server in this process, with folders of its own and pages of two lines; everything it logs is kept.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import {
  ControlServer,
  type ControlServerOptions,
} from '../../control-server/src/control-server.ts';
import { createLog } from '../../control-server/src/server-log.ts';
import { WorkerView } from '../../control-server/src/state/worker-view.ts';
import { controlSocketName } from '../../protocol/names.ts';
import { DockClient, type DockClientOptions } from './dock-client.ts';
import { FakePlugin } from './fake-plugin.ts';

export type FixtureOptions = Partial<
  Pick<ControlServerOptions, 'egress' | 'linkTimes' | 'modelPlaces' | 'port'>
>;

export class ControlFixture {
  readonly server: ControlServer;
  readonly worker: WorkerView;
  readonly root: string;
  readonly ownFolder: string;
  readonly runtimeFolder: string;
  readonly peerCounts: number[] = [];
  token = '';
  log = '';
  readonly #clients: DockClient[] = [];
  readonly #plugins: FakePlugin[] = [];

  private constructor(root: string, options: FixtureOptions) {
    this.root = root;
    this.ownFolder = path.join(root, 'own');
    this.runtimeFolder = path.join(root, 'run');
    this.worker = new WorkerView(() => performance.now());
    const keep = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.log += chunk.toString();
        done();
      },
    });
    this.server = new ControlServer({
      runtimeFolder: this.runtimeFolder,
      ownFolder: this.ownFolder,
      pagesFolder: path.join(root, 'pages'),
      firstPageScript: 'void 0',
      port: 0,
      worker: this.worker,
      log: createLog(keep),
      peersChanged: (count) => this.peerCounts.push(count),
      egress: { check: () => Promise.reject(new Error('no check in this test')) },
      ...options,
    });
  }

  static async start(options: FixtureOptions = {}): Promise<ControlFixture> {
    const root = await mkdtemp(path.join(os.tmpdir(), 'playalter-control-'));
    await mkdir(path.join(root, 'run'), { mode: 0o700 });
    await mkdir(path.join(root, 'pages', 'assets'), { recursive: true });
    for (const name of ['index', 'dock', 'dashboard']) {
      await writeFile(
        path.join(root, 'pages', `${name}.html`),
        `<!doctype html><title>${name}</title>`,
      );
    }
    await writeFile(path.join(root, 'pages', 'assets', 'app-1.js'), 'export {};');
    const fixture = new ControlFixture(root, options);
    fixture.worker.receive({
      type: 'worker.ready',
      provider: 'cpu',
      refused: [],
      model: 'ultraface-448',
      choice: 'built-in',
    });
    await fixture.server.start();
    fixture.token = (await readFile(path.join(root, 'own', 'token'), 'utf8')).trim();
    return fixture;
  }

  get port(): number {
    return this.server.port;
  }

  url(pathname: string): string {
    return `http://127.0.0.1:${this.port}${pathname}`;
  }

  /** With the token, unless other headers are given. */
  fetch(pathname: string, init: RequestInit = {}): Promise<Response> {
    const headers = init.headers ?? { Authorization: `Bearer ${this.token}` };
    return fetch(this.url(pathname), { ...init, headers });
  }

  post(command: string, input: unknown): Promise<Response> {
    return this.fetch(`/api/${command}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
    });
  }

  async plugin(options: Parameters<typeof FakePlugin.connect>[1] = {}): Promise<FakePlugin> {
    const plugin = await FakePlugin.connect(
      path.join(this.runtimeFolder, controlSocketName),
      options,
    );
    this.#plugins.push(plugin);
    return plugin;
  }

  /** Logged in, and watching everything. */
  async dock(options: DockClientOptions = {}): Promise<DockClient> {
    const client = await DockClient.open(this.port, this.token, options);
    this.#clients.push(client);
    client.send({ type: 'watch', topics: ['state', 'stats', 'events'], preview: null });
    return client;
  }

  /** Not logged in. */
  stranger(options: DockClientOptions = {}): DockClient {
    const client = new DockClient(this.port, options);
    this.#clients.push(client);
    return client;
  }

  async end(): Promise<void> {
    for (const client of this.#clients) client.close();
    for (const plugin of this.#plugins) plugin.close();
    this.server.stop();
    await rm(this.root, { recursive: true, force: true });
  }
}
