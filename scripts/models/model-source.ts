// Gets a model's bytes: from a file, from an https address, or from the publisher of one that is known here.

import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../control-server/src/coded-error.ts';
import { ModelError } from '../../models/model-error.ts';
import { sha256Of } from '../../models/package-file.ts';

export interface ModelSource {
  readonly bytes: Uint8Array;
  /** What it may be called, if nobody says otherwise. */
  readonly name: string;
  /** The file or address. */
  readonly source: string;
  readonly sha256: string;
}

export interface PublishedModel {
  readonly url: string;
  readonly sha256: string;
  readonly licence: string;
}

/** What can be added by name. The address is that of one commit; the checksum is what counts. */
export const publishedModels: Readonly<Record<string, PublishedModel>> = {
  yunet: {
    url: 'https://media.githubusercontent.com/media/opencv/opencv_zoo/82b38c8f98e7b52aa171400f3e4c722352d0669f/models/face_detection_yunet/face_detection_yunet_2023mar.onnx',
    sha256: '8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4',
    licence: 'MIT',
  },
};

export interface DownloadOptions {
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
  readonly bytesMax?: number;
}

const defaults = { timeoutMs: 180_000, bytesMax: 200 * 1024 * 1024, redirectsMax: 5 } as const;

/**
 * @param from a name of `publishedModels`, an https address, or a file
 *
 * Throws ModelError: `model_missing`, `model_unreadable`, `model_too_large`, `model_download_failed`,
 * `model_checksum_mismatch`.
 */
export async function readModelSource(
  from: string,
  options: DownloadOptions = {},
): Promise<ModelSource> {
  const published = Object.hasOwn(publishedModels, from) ? publishedModels[from] : undefined;
  if (published) {
    const { url, sha256 } = published;
    const bytes = await download(url, options);
    const found = sha256Of(bytes);
    if (found === sha256) return { bytes, name: from, source: url, sha256 };
    throw new ModelError(
      'model_checksum_mismatch',
      `What ${new URL(url).host} gave for ${from} has the checksum ${found}, not the one of the published file; it was not added.`,
    );
  }
  const isAddress = /^[a-z][a-z0-9+.-]*:\/\//i.test(from);
  const bytes = isAddress ? await download(from, options) : await readLocal(from, options);
  const source = isAddress ? from : path.resolve(from);
  const lastPart = isAddress ? new URL(from).pathname : from;
  return { bytes, source, name: nameFrom(lastPart), sha256: sha256Of(bytes) };
}

function nameFrom(file: string): string {
  const base = path.basename(file).replace(/\.onnx$/i, '');
  return base
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64);
}

async function readLocal(file: string, { bytesMax = defaults.bytesMax }: DownloadOptions) {
  try {
    const facts = await stat(file);
    if (!facts.isFile()) throw new ModelError('model_unreadable', `${file} is not a file.`);
    if (facts.size > bytesMax) throw tooLarge(file, bytesMax);
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    if (errorCode(cause) === 'ENOENT') {
      const names = Object.keys(publishedModels).join(', ');
      throw new ModelError(
        'model_missing',
        `There is no file ${file}; give a file, an https address, or one of the names ${names}.`,
        { cause },
      );
    }
    throw new ModelError('model_unreadable', `The file ${file} can't be read.`, { cause });
  }
}

async function download(address: string, options: DownloadOptions): Promise<Uint8Array> {
  const { timeoutMs = defaults.timeoutMs, bytesMax = defaults.bytesMax } = options;
  const get = options.fetch ?? fetch;
  const signal = AbortSignal.timeout(timeoutMs);
  let url = address;
  try {
    for (let hop = 0; hop <= defaults.redirectsMax; hop++) {
      requireHttps(url);
      const response = await get(url, { redirect: 'manual', signal });
      const target = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && target) {
        await response.body?.cancel();
        url = new URL(target, url).href;
        continue;
      }
      if (response.status !== 200 || !response.body) {
        throw new ModelError(
          'model_download_failed',
          `${new URL(url).host} answered with status ${response.status}; check the address.`,
        );
      }
      return await readBody(response.body, address, bytesMax);
    }
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    throw new ModelError(
      'model_download_failed',
      `The model could not be fetched from ${new URL(url).host}; check the address and the network.`,
      { cause },
    );
  }
  throw new ModelError('model_download_failed', `${address} leads from address to address.`);
}

function requireHttps(url: string): void {
  if (URL.canParse(url) && new URL(url).protocol === 'https:') return;
  throw new ModelError(
    'model_download_failed',
    `Models are fetched over https only, and "${url}" is something else.`,
  );
}

async function readBody(
  body: ReadableStream<Uint8Array>,
  address: string,
  bytesMax: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    // Leaving the loop cancels the body.
    if (length > bytesMax) throw tooLarge(address, bytesMax);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLarge(what: string, bytesMax: number): ModelError {
  const megabytes = Math.floor(bytesMax / 1024 / 1024);
  return new ModelError('model_too_large', `${what} is larger than ${megabytes} MB.`);
}
