// Bundles the daemon: one file for the process, one for its frame worker, one for the control server, which is loaded
// when masks can be made, one that chooses providers and one for the process that tries them; and the script of the dock's first page, which the control server writes.
// What stands between a daemon's start and its first mask is CommonJS, which Node begins sooner than modules, and small.

import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type BuildOptions, build, context, type Plugin } from 'esbuild';
import { codeFileOf } from '../../control-server/src/code-cache.ts';
import { built, inRepository } from '../repository.ts';
import { exitStatus, UserError } from '../user-error.ts';

const source = (name: string) => inRepository('control-server', 'src', `${name}.ts`);

/** Of zod's 50 languages the daemon speaks one, but a bundler can't tell. */
const oneLanguage: Plugin = {
  name: 'one-language',
  setup({ onResolve, onLoad }) {
    const namespace = 'one-language';
    onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ resolveDir }) =>
      resolveDir.includes(`${path.sep}zod${path.sep}`)
        ? { path: path.resolve(resolveDir, '..', 'locales', 'en.js'), namespace }
        : undefined,
    );
    onLoad({ filter: /./, namespace }, ({ path: file }) => ({
      contents: `export { default as en } from ${JSON.stringify(file)};`,
      resolveDir: path.dirname(file),
    }));
  },
};

/** onnxruntime's JavaScript, many small files, comes into the bundle; its library stays where npm put it. */
const inferenceRuntime: Plugin = {
  name: 'inference-runtime',
  setup({ onLoad }) {
    onLoad({ filter: /onnxruntime-node[/\\]dist[/\\]binding\.js$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const found = /require\(`\.\.(\/bin\/[^`]*)`\)/.exec(text);
      if (!found) throw new Error(`${file} loads its library in an unknown way.`);
      return {
        contents: text.replace(
          found[0],
          `require(require('node:path').join(__resolve('onnxruntime-node'), \`../..${found[1]}\`))`,
        ),
      };
    });
  },
};

const common = {
  outdir: inRepository('build', 'control-server'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  plugins: [oneLanguage, inferenceRuntime],
  logLevel: 'warning',
} satisfies BuildOptions;

const modules = {
  ...common,
  entryPoints: [source('control-server'), source('provider-probe')],
  outExtension: { '.js': '.mjs' },
  format: 'esm',
  // Native code stays where npm and CMake put it.
  external: ['*.node'],
  // Packages in CommonJS call require for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __resolve = require.resolve;",
  },
} satisfies BuildOptions;

const scripts = {
  ...common,
  format: 'cjs',
  external: ['*.node'],
  // As much as is no loss to whoever reads an error's stack.
  minifySyntax: true,
  minifyWhitespace: true,
  define: { 'import.meta.url': '__moduleUrl' },
  banner: {
    js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href, __resolve = require.resolve;",
  },
} satisfies BuildOptions;

const started = {
  ...scripts,
  entryPoints: { main: source('main'), 'frame-worker': source('frame-worker-start') },
  outExtension: { '.js': '.cjs' },
} satisfies BuildOptions;

/** What those run. */
const keptBundles = ['frame-worker', 'daemon', 'provider-policy'] as const;

const kept = {
  ...scripts,
  entryPoints: keptBundles.map(source),
  plugins: [
    ...scripts.plugins,
    {
      name: 'code',
      setup: ({ onEnd }) =>
        onEnd(async ({ errors }) => {
          if (errors.length === 0) await keepCode();
        }),
    },
  ],
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

/** What OBS starts where the plugin was installed before the entry had its present name. */
async function writeFormerEntry(): Promise<void> {
  await writeFile(inRepository('build', 'control-server', 'main.mjs'), "import './main.cjs';\n");
}

/** Of this Node's V8: another one passes it over. */
async function keepCode(): Promise<void> {
  for (const name of keptBundles) {
    const bundle = inRepository('build', 'control-server', `${name}.js`);
    await rm(codeFileOf(bundle), { force: true });
    try {
      await once(new Worker(built.worker, { workerData: { bundle }, execArgv: [] }), 'exit');
    } catch {
      // Without its code a bundle is only slower.
    }
  }
}

export async function bundleDaemon(): Promise<void> {
  try {
    await Promise.all([build(modules), build(started), build(firstPage), writeFormerEntry()]);
    await build(kept);
  } catch (cause) {
    throw new UserError({
      code: 'setup_failed',
      message: 'The daemon could not be bundled, see above.',
      status: exitStatus.unavailable,
      cause,
    });
  }
}

/** Bundles are built side by side, and of one change each is told. */
const togetherMs = 100;

/** Bundles again on every change, and says so, until the signal. */
export async function watchDaemon(onBuilt: () => void, until: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const report: Plugin = {
    name: 'report',
    setup: ({ onEnd }) =>
      onEnd(({ errors }) => {
        clearTimeout(timer);
        if (errors.length === 0) timer = setTimeout(onBuilt, togetherMs);
      }),
  };
  await writeFormerEntry();
  const contexts = [];
  for (const options of [modules, started, kept]) {
    contexts.push(await context({ ...options, plugins: [...options.plugins, report] }));
  }
  for (const watching of contexts) await watching.watch();
  await new Promise<void>((resolve) => {
    if (until.aborted) resolve();
    until.addEventListener('abort', () => resolve());
  });
  for (const watching of contexts) await watching.dispose();
}
