// One test's host and daemon on the file's display, all ended after the test.

import { afterAll, afterEach, beforeAll } from 'vitest';
import {
  startVirtualDisplay,
  type VirtualDisplay,
} from '../../scripts/obs-runner/virtual-display.ts';
import { FakeDaemon, type FakeDaemonOptions } from './fake-daemon.ts';
import { FrameHost } from './frame-host.ts';

export interface Stage {
  startHost(fps?: number): Promise<FrameHost>;
  startDaemon(host: FrameHost, options?: Omit<FakeDaemonOptions, 'runtimeFolder'>): FakeDaemon;
  /** Ends what was started so far; happens after each test anyhow. */
  clear(): Promise<void>;
}

/** Call once per test file. */
export function useStage(): Stage {
  let display: VirtualDisplay | undefined;
  const hosts: FrameHost[] = [];
  const daemons: FakeDaemon[] = [];
  beforeAll(async () => {
    display = await startVirtualDisplay();
  });
  const clear = async () => {
    for (const daemon of daemons.splice(0)) daemon.stop();
    for (const host of hosts.splice(0)) await host.dispose();
  };
  afterEach(clear);
  afterAll(async () => {
    await display?.stop();
  });
  return {
    async startHost(fps = 30) {
      if (!display) throw new Error('There is no display yet.');
      const host = await FrameHost.start({ display: display.name, fps });
      hosts.push(host);
      return host;
    },
    startDaemon(host, options = {}) {
      const daemon = new FakeDaemon({ ...options, runtimeFolder: host.runtimeFolder });
      daemons.push(daemon);
      return daemon.start();
    },
    clear,
  };
}
