// Bundles the daemon: one file for the process, one for its frame worker, one for the control server, which is loaded
// when masks can be made, one that chooses providers and one for the process that tries them; and the script of the dock's first page, which the control server writes.

import { type BuildOptions, build, context } from 'esbuild';
import { built, inRepository } from '../repository.ts';
import { exitStatus, UserError } from '../user-error.ts';

const options = {
  entryPoints: [
    inRepository('control-server', 'src', 'main.ts'),
    inRepository('control-server', 'src', 'frame-worker.ts'),
    inRepository('control-server', 'src', 'control-server.ts'),
    inRepository('control-server', 'src', 'provider-policy.ts'),
    inRepository('control-server', 'src', 'provider-probe.ts'),
  ],
  outdir: inRepository('build', 'control-server'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  // Native code stays where npm and CMake put it.
  external: ['onnxruntime-node', '*.node'],
  // Packages in CommonJS call require for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
} satisfies BuildOptions;

const firstPage = {
  entryPoints: [inRepository('dock-ui', 'src', 'first-page.ts')],
  outfile: built.firstPageScript,
  bundle: true,
  minify: true,
  platform: 'browser',
  format: 'iife',
  // As the dock's own pages.
  target: 'chrome103',
  logLevel: 'warning',
} satisfies BuildOptions;

export async function bundleDaemon(): Promise<void> {
  try {
    await Promise.all([build(options), build(firstPage)]);
  } catch (cause) {
    throw new UserError({
      code: 'setup_failed',
      message: 'The daemon could not be bundled, see above.',
      status: exitStatus.unavailable,
      cause,
    });
  }
}

/** Bundles again on every change, and says so, until the signal. */
export async function watchDaemon(onBuilt: () => void, until: AbortSignal): Promise<void> {
  const watching = await context({
    ...options,
    plugins: [
      {
        name: 'report',
        setup: ({ onEnd }) =>
          onEnd(({ errors }) => {
            if (errors.length === 0) onBuilt();
          }),
      },
    ],
  });
  await watching.watch();
  await new Promise<void>((resolve) => {
    if (until.aborted) resolve();
    until.addEventListener('abort', () => resolve());
  });
  await watching.dispose();
}
