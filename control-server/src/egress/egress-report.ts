// The egress check from end to end: find OBS, gather the facts, list the findings.

import path from 'node:path';
import { z } from 'zod';
import { finding } from '../../../protocol/findings.ts';
import { CodedError, errorCode } from '../coded-error.ts';
import { configFolderCandidates, findConfigFolder, isConfigFolder } from './config-folder.ts';
import { type EgressFacts, egressFacts } from './egress-facts.ts';
import { findEgress } from './find-egress.ts';
import { factsFromObs } from './live-facts.ts';
import { connectToObs, type ObsAddress } from './obs-connection.ts';
import { ObsGate } from './obs-gate.ts';
import { findRunningObs } from './obs-process.ts';
import { factsFromFiles } from './saved-facts.ts';
import { readSavedObs, type SavedObs } from './saved-obs.ts';

export const egressReport = z.object({
  checkedAt: egressFacts.shape.checkedAt,
  obs: egressFacts.shape.obs,
  findings: z.array(finding),
  looked: egressFacts.shape.looked,
  notSeen: egressFacts.shape.notSeen,
});
export type EgressReport = z.infer<typeof egressReport>;

/** For whoever has a connection of its own: `reportOf(await factsFromObs(call, …))`. */
export function reportOf(facts: EgressFacts): EgressReport {
  const { checkedAt, obs, looked, notSeen } = facts;
  return { checkedAt, obs, findings: findEgress(facts), looked, notSeen };
}

export interface EgressCheckOptions {
  /** OBS's configuration folder. Default: the user's. */
  readonly configFolder?: string | undefined;
  /** ws://host:port. Default: this machine, with the port from the configuration folder. */
  readonly url?: string | undefined;
  /** Default: from the configuration folder. */
  readonly password?: string | undefined;
  /** Look at the files only. */
  readonly filesOnly?: boolean;
  /** Default: one of its own, for who has no word of when OBS ends. */
  readonly gate?: ObsGate;
}

/** A running OBS is asked; where none answers, and no address was given, its files are read. */
export async function checkEgress(options: EgressCheckOptions): Promise<EgressReport> {
  return reportOf(await gatherFacts(options));
}

async function gatherFacts(options: EgressCheckOptions): Promise<EgressFacts> {
  const folder = isElsewhere(options) ? undefined : await chooseFolder(options);
  const saved = folder === undefined ? undefined : await readSavedObs(folder);
  const address = options.filesOnly ? undefined : chooseAddress(options, saved);
  const live = address && (await askObs(address, saved, options));
  if (live) return live;
  if (!saved) {
    throw new CodedError(
      'obs_settings_missing',
      `There are no settings of OBS in ${configFolderCandidates().join(' or ')}; --config names their folder, --url a running OBS.`,
    );
  }
  const running = await findRunningObs(saved.folder);
  return factsFromFiles(saved, { now: new Date(), running });
}

/** An OBS on another computer: this one's files and passwords are not its. */
function isElsewhere({ url, configFolder }: EgressCheckOptions): boolean {
  if (url === undefined || configFolder !== undefined) return false;
  return !URL.canParse(url) || !/^(localhost|127\..*|\[::1\])$/.test(new URL(url).hostname);
}

async function chooseFolder({ configFolder }: EgressCheckOptions): Promise<string | undefined> {
  if (configFolder === undefined) return await findConfigFolder(configFolderCandidates());
  const folder = path.resolve(configFolder);
  if (await isConfigFolder(folder)) return folder;
  throw new CodedError(
    'obs_settings_missing',
    `The folder ${folder} has no settings of OBS in it.`,
  );
}

function chooseAddress(
  { url, password }: EgressCheckOptions,
  saved: SavedObs | undefined,
): ObsAddress | undefined {
  const settings = saved?.webSocket;
  if (url === undefined && !settings?.isEnabled) return undefined;
  return {
    url: url ?? `ws://127.0.0.1:${settings?.port}`,
    password: password ?? (settings?.needsPassword ? settings.password : undefined),
  };
}

/** Undefined where nothing answers and nobody said that something should. */
async function askObs(
  address: ObsAddress,
  saved: SavedObs | undefined,
  { url, gate = new ObsGate() }: EgressCheckOptions,
): Promise<EgressFacts | undefined> {
  try {
    const connection = await connectToObs(address, { gate });
    try {
      const { needsPassword } = connection;
      return await factsFromObs(connection.call, { now: new Date(), needsPassword, saved });
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (url === undefined && errorCode(error) === 'obs_unreachable') return undefined;
    if (error instanceof CodedError) throw error;
    throw new CodedError(
      'obs_reply_unexpected',
      `OBS at ${address.url} answered otherwise than expected, perhaps because it was being changed: check again.`,
      { cause: error },
    );
  }
}
