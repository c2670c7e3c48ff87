// Which execution providers the frame worker is to use: what the user asked for and trials have shown. Loaded by itself, beside the
// worker's own start.

import type { Logger } from 'pino';
import { errorMessage } from './coded-error.ts';
import type { ProviderName } from './detection/provider-names.ts';
import { graphicsFacts, machineKey } from './detection/providers/machine-key.ts';
import { runProbe } from './detection/providers/probe-run.ts';
import type { ProviderChoice } from './detection/providers/provider-choice.ts';
import { providerSetting } from './detection/providers/provider-setting.ts';
import { ProviderTrial, wantedProvider } from './detection/providers/provider-trial.ts';
import { cacheFolder, VerdictFile } from './detection/providers/verdict-file.ts';

/** Providers that nobody asked for are tried when the start is long over. */
const lookAroundMs = 20_000;

export interface ProviderPolicyOptions {
  /** `--provider`. */
  readonly option: string | undefined;
  readonly modelFolder: string;
  readonly threads: number;
  /** Of the process that tries one. */
  readonly probeEntry: URL;
  readonly log: Logger;
}

/** Throws `provider_unknown` for an option that names none. */
export async function chooseProviders({
  option,
  modelFolder,
  threads,
  probeEntry,
  log,
}: ProviderPolicyOptions): Promise<ProviderChoice> {
  const wanted = wantedOf(option, log);
  const trial = new ProviderTrial({
    file: new VerdictFile(cacheFolder(), machineKey()),
    probe: (provider, isInBackground) =>
      runProbe({ order: { provider, modelFolder, threads }, entry: probeEntry, isInBackground }),
    graphics: graphicsFacts(),
    log,
  });
  const choice = await trial.choose(wanted);
  if (wanted === 'auto') setTimeout(() => void trial.lookAround(), lookAroundMs).unref();
  return choice;
}

/** What the option says, or else the user's configuration; one that can't be read is no reason not to mask. */
function wantedOf(option: string | undefined, log: Logger): ProviderName | 'auto' {
  if (option !== undefined) return wantedProvider(option);
  try {
    return providerSetting();
  } catch (error) {
    log.error({ reason: errorMessage(error) }, 'provider.json refused, it is chosen as without it');
    return 'auto';
  }
}
