// The command line of the egress check.

import type { ArgsDef } from 'citty';
import { CodedError } from '../../control-server/src/coded-error.ts';
import { checkEgress, type EgressReport } from '../../control-server/src/egress/egress-report.ts';
import { type Command, usageError } from '../command-line.ts';
import { exitStatus, UserError } from '../user-error.ts';
import { describeReport } from './doctor-report.ts';

/** Of this command alone: scripts tell "leaks" from "could not look" by it. */
const doctorStatus = { clean: 0, notChecked: 2, leaks: 3 } as const;

const args = {
  config: { type: 'string', description: "OBS's configuration folder (default: yours)" },
  url: { type: 'string', description: 'A running OBS, such as ws://127.0.0.1:4455' },
  password: {
    type: 'string',
    description:
      'Of its WebSocket server (better in PLAYALTER_OBS_PASSWORD; default: from its files)',
  },
  files: { type: 'boolean', description: 'Only look at the files, as for an OBS that is closed' },
  json: { type: 'boolean', description: 'One JSON object on stdout' },
} as const satisfies ArgsDef;

export const doctorCommand: Command<typeof args> = {
  name: 'doctor',
  description: 'Lists each way in which a raw frame could leave OBS, and what to do about it.',
  args,
  failureStatus: doctorStatus.notChecked,
  async run({ config, url, password, files, json }) {
    if (files && url !== undefined)
      throw usageError('The options --files and --url exclude each other.');
    if (url !== undefined && !/^wss?:\/\/./.test(url)) {
      throw usageError('--url must begin with ws:// or wss://.');
    }
    const { PLAYALTER_OBS_PASSWORD, NO_COLOR } = process.env;
    const report = await checked({
      configFolder: config,
      url,
      password: password ?? PLAYALTER_OBS_PASSWORD,
      filesOnly: files === true,
    });
    const isColoured = process.stdout.isTTY === true && !NO_COLOR;
    const text = json ? JSON.stringify(report) : describeReport(report, { isColoured });
    process.stdout.write(`${text}\n`);
    const isClean = report.findings.every(({ severity }) => severity === 'note');
    return isClean ? doctorStatus.clean : doctorStatus.leaks;
  },
};

async function checked(options: Parameters<typeof checkEgress>[0]): Promise<EgressReport> {
  try {
    return await checkEgress(options);
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause;
    const { code, message } = cause;
    throw new UserError({ code, message, status: exitStatus.unavailable, cause: cause.cause });
  }
}
