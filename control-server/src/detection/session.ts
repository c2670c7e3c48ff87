// Opens a built model with the first execution provider that works, after checking its bytes.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { type ModelName, modelNamed } from '../../../models/manifest.ts';
import { ModelError } from '../../../models/model-error.ts';
import { type ProviderName, type ProviderRefusal, providerNames } from './provider-names.ts';

export interface ModelSession {
  readonly session: InferenceSession;
  /** The one in use. */
  readonly provider: ProviderName;
  /** Those before it in the list, and why they are not in use: a warning to show. */
  readonly refusals: readonly ProviderRefusal[];
}

/** A model that is none of the built ones. */
export interface ModelFile {
  readonly file: string;
  readonly sha256: string;
}

export interface ModelSessionOptions {
  readonly model: ModelName | ModelFile;
  /** Holds the built files. */
  readonly modelFolder: string;
  /** In order of preference; each is tried in turn. */
  readonly providers: readonly string[];
  /** For one inference. */
  readonly threads: number;
  /** One inference: a provider that can't do it is passed over, as some fail only then. */
  readonly warmUp: (session: InferenceSession) => Promise<void>;
}

/**
 * Throws `ModelError`: `provider_unknown`, `provider_unavailable`, `model_missing`,
 * `model_checksum_mismatch`, `model_unreadable`.
 */
export async function openModelSession(options: ModelSessionOptions): Promise<ModelSession> {
  const providers = knownProviders(options.providers);
  const bytes = await readModel(options.model, options.modelFolder);
  const refusals: ProviderRefusal[] = [];
  const causes: unknown[] = [];
  for (const provider of providers) {
    try {
      const session = await openWith(provider, bytes, options);
      return { session, provider, refusals };
    } catch (cause) {
      causes.push(cause);
      refusals.push({ provider, reason: cause instanceof Error ? cause.message : String(cause) });
    }
  }
  throw new ModelError(
    'provider_unavailable',
    `None of the execution providers ${providers.join(', ')} works on this machine; add "cpu" to the list.`,
    { cause: new AggregateError(causes) },
  );
}

/** How every network runs; `threads` is for one inference. */
export function sessionOptions(
  provider: ProviderName,
  threads: number,
): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Patterns are made anew for each size, at the cost of a slow first and second inference; later ones are no quicker for them.
    enableMemPattern: false,
    // Errors only: warnings go to the process's stderr, past the log.
    logSeverityLevel: 3,
    // OBS shares the cores: threads that wait for work must not burn them.
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
  };
}

async function openWith(
  provider: ProviderName,
  bytes: Uint8Array,
  { threads, warmUp }: ModelSessionOptions,
): Promise<InferenceSession> {
  const session = await InferenceSession.create(bytes, sessionOptions(provider, threads));
  try {
    await warmUp(session);
  } catch (cause) {
    await session.release();
    throw cause;
  }
  return session;
}

function knownProviders(names: readonly string[]): ProviderName[] {
  return names.map((name) => {
    const known = providerNames.find((one) => one === name);
    if (known) return known;
    throw new ModelError(
      'provider_unknown',
      `There is no execution provider "${name}"; use ${providerNames.join(', ')}.`,
    );
  });
}

/**
 * A user's model: the bytes of the file, which have the checksum of the list. Throws ModelError `model_missing`,
 * `model_checksum_mismatch`, `model_unreadable`.
 */
export function readModelFile(model: ModelFile): Promise<Uint8Array> {
  return readChecked(model, false);
}

function readModel(model: ModelName | ModelFile, folder: string): Promise<Uint8Array> {
  return typeof model === 'string'
    ? readChecked(builtFile(model, folder), true)
    : readModelFile(model);
}

async function readChecked({ file, sha256 }: ModelFile, isBuilt: boolean): Promise<Uint8Array> {
  const remedy = isBuilt ? 'run "npm run models"' : 'add it again with "npx playalter models add"';
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw new ModelError('model_missing', `The face model ${file} is missing; ${remedy}.`, {
        cause,
      });
    }
    throw new ModelError('model_unreadable', `The face model ${file} can't be read.`, { cause });
  }
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    const expected = isBuilt ? 'that this version was made for' : 'that was added';
    throw new ModelError(
      'model_checksum_mismatch',
      `The face model ${file} is not the one ${expected}; ${remedy}.`,
    );
  }
  return bytes;
}

function builtFile(name: ModelName, folder: string): ModelFile {
  const { built } = modelNamed(name);
  return { file: path.join(folder, built.file), sha256: built.sha256 };
}
