// What npm itself would use to reach the registry: its address, proxy and trusted certificates.

import { readFile } from 'node:fs/promises';

const defaultRegistry = 'https://registry.npmjs.org/';

export interface RegistryAccess {
  readonly registry: string;
  /** Certificates, PEM, in place of the system's; as npm's `cafile`. */
  readonly ca?: string;
  readonly httpsProxy?: string;
}

/** npm puts its settings into the environment of its scripts; elsewhere npm is asked. */
async function npmSetting(name: string): Promise<string | undefined> {
  const fromEnvironment = process.env[`npm_config_${name.replaceAll('-', '_')}`];
  if (fromEnvironment) return fromEnvironment;
  const { execa } = await import('execa');
  const asked = await execa('npm', ['config', 'get', name], { reject: false });
  const answer = asked.stdout?.trim() ?? '';
  return answer === '' || answer === 'null' || answer === 'undefined' ? undefined : answer;
}

export async function configuredAccess(): Promise<RegistryAccess> {
  const [registry, caFile, httpsProxy] = await Promise.all([
    npmSetting('registry'),
    npmSetting('cafile'),
    npmSetting('https-proxy'),
  ]);
  return {
    registry: registry && URL.canParse(registry) ? registry : defaultRegistry,
    ...(caFile ? { ca: await readFile(caFile, 'utf8') } : {}),
    ...(httpsProxy ? { httpsProxy } : {}),
  };
}
