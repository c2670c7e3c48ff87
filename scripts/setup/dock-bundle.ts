// Bundles the dock's pages: build/dock-ui/{index,dock,dashboard}.html and, below assets/, scripts and styles whose
// names carry a hash of their contents, so that they may be cached for ever. Nothing is inline: the pages live under
// a Content-Security-Policy that allows neither inline scripts nor inline styles.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { built, inRepository } from '../repository.ts';
import { exitStatus, UserError } from '../user-error.ts';

/** File, and what the page's script finds in `data-page`. */
export const dockPages = [
  { file: 'index.html', page: 'overview', title: 'PlayAlter' },
  { file: 'dock.html', page: 'dock', title: 'PlayAlter dock' },
  { file: 'dashboard.html', page: 'dashboard', title: 'PlayAlter dashboard' },
] as const;

const assets = 'assets';

const options = {
  absWorkingDir: inRepository(),
  entryPoints: { app: 'dock-ui/src/app.tsx', style: 'dock-ui/src/styles/style.css' },
  outdir: built.dockUi,
  entryNames: `${assets}/[name]-[hash]`,
  chunkNames: `${assets}/[name]-[hash]`,
  bundle: true,
  splitting: true,
  minify: true,
  platform: 'browser',
  format: 'esm',
  // OBS 29 brings Chromium 103.
  target: 'chrome103',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

export async function bundleDock(): Promise<void> {
  await rm(built.dockUi, { recursive: true, force: true });
  await mkdir(built.dockUi, { recursive: true });
  const { metafile } = await bundled();
  const entries = { script: outputOf(metafile, 'app.tsx'), style: outputOf(metafile, 'style.css') };
  for (const { file, page, title } of dockPages) {
    await writeFile(path.join(built.dockUi, file), html({ ...entries, page, title }));
  }
  await writeFile(built.dockUiAssets, `${JSON.stringify(sizedAssets(metafile), null, 2)}\n`);
}

async function bundled(): Promise<{ metafile: Metafile }> {
  try {
    return await build(options);
  } catch (cause) {
    throw new UserError({
      code: 'setup_failed',
      message: 'The dock could not be bundled, see above.',
      status: exitStatus.unavailable,
      cause,
    });
  }
}

interface Asset {
  readonly file: string;
  /** Loaded with the page, or later, when somebody opens what needs it. */
  readonly isLazy: boolean;
}

/** What the page loads by itself: the entries and what they import at once. */
function sizedAssets({ outputs }: Metafile): readonly Asset[] {
  const eager = new Set<string>();
  const queue = Object.entries(outputs)
    .filter(([, { entryPoint }]) => /\/(app\.tsx|style\.css)$/.test(entryPoint ?? ''))
    .map(([file]) => file);
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (eager.has(file)) continue;
    eager.add(file);
    for (const { path: imported, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && imported in outputs) queue.push(imported);
    }
  }
  return Object.keys(outputs)
    .map((file) => ({
      file: path.relative(built.dockUi, inRepository(file)),
      isLazy: !eager.has(file),
    }))
    .sort((a, b) => a.file.localeCompare(b.file));
}

function outputOf({ outputs }: Metafile, entry: string): string {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(entry));
  if (!found) throw new Error(`the bundle has no ${entry}`);
  return path.relative(built.dockUi, inRepository(found[0]));
}

function html(page: { script: string; style: string; page: string; title: string }): string {
  return `<!doctype html>
<html lang="en" data-page="${page.page}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<meta name="referrer" content="no-referrer">
<title>${page.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/${page.style}">
<script type="module" src="/${page.script}"></script>
</head>
<body>
<div id="app"></div>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`;
}
