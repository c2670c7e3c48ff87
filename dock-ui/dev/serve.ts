// `npm run dev:dock`: the pages, bundled anew on each change, with the fake server behind them. One address a scenario
// is not needed: the scenario is an argument.

import { watch } from 'node:fs';
import { progress, runCommand } from '../../scripts/command-line.ts';
import { inRepository } from '../../scripts/repository.ts';
import { bundleDock } from '../../scripts/setup/dock-bundle.ts';
import { FakeServer } from './fake-server.ts';
import { scenarioNames } from './scenarios.ts';

await runCommand({
  name: 'dev:dock',
  description: 'Shows the pages of the dock without OBS.',
  args: {
    scenario: {
      type: 'string',
      description: `One of ${scenarioNames.join(', ')}`,
      default: 'safe',
    },
    port: { type: 'string', description: 'Port on this computer', default: '47821' },
  },
  async run({ scenario, port }) {
    const name = scenarioNames.find((known) => known === scenario) ?? 'safe';
    await bundleDock();
    const server = new FakeServer(name);
    await server.start(Number(port));
    for (const page of ['/dock', '/dashboard', '/'] as const) progress(server.address(page));
    progress('load the page again after a change; end with Ctrl+C');
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    let timer: NodeJS.Timeout | undefined;
    const again = () => {
      bundleDock().then(
        () => progress('bundled'),
        (error: unknown) => progress(`not bundled: ${String(error)}`),
      );
    };
    watch(inRepository('dock-ui', 'src'), { recursive: true, signal: stop.signal }, () => {
      clearTimeout(timer);
      timer = setTimeout(again, 100);
    }).on('error', () => {
      // Aborted: the end.
    });
    await new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()));
    await server.stop();
    return 0;
  },
});
