// What a page has to load before it works, as it travels: gzipped, without the plots that are loaded when they are opened.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { built } from '../../scripts/repository.ts';

const bytesPerKb = 1024;
const assets = z.array(z.object({ file: z.string(), isLazy: z.boolean() }));

export interface BundleSize {
  readonly kb: number;
  readonly plotsKb: number;
}

export async function measureBundle(): Promise<BundleSize> {
  const list = assets.parse(JSON.parse(await readFile(built.dockUiAssets, 'utf8')));
  const kbOf = async (isLazy: boolean) => {
    const files = list.filter((asset) => asset.isLazy === isLazy);
    const sizes = await Promise.all(
      files.map(
        async ({ file }) => gzipSync(await readFile(path.join(built.dockUi, file))).byteLength,
      ),
    );
    return sizes.reduce((sum, bytes) => sum + bytes, 0) / bytesPerKb;
  };
  return { kb: await kbOf(false), plotsKb: await kbOf(true) };
}
