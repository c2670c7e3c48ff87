// `npm start`: set-up, then OBS with faces masked; with --headless a recording without a screen.

import path from 'node:path';
import { numberOption, progress, runCommand, usageError } from './command-line.ts';
import { inRepository } from './repository.ts';
import { describeReport, runHeadless } from './start/headless.ts';
import { startInteractive } from './start/interactive.ts';

await runCommand({
  name: 'start',
  description: 'Sets everything up and opens OBS with a source whose faces are masked.',
  args: {
    headless: {
      type: 'boolean',
      description: 'Without a screen: record for a while, then report',
      default: false,
    },
    seconds: { type: 'string', description: 'Length of the headless recording', default: '10' },
    json: {
      type: 'boolean',
      description: 'The headless report as one JSON object on stdout',
      default: false,
    },
    output: {
      type: 'string',
      description: 'Folder for recordings',
      default: inRepository('recordings'),
    },
  },
  async run({ headless, seconds, json, output }) {
    const recordingFolder = path.resolve(output);
    const secondsWanted = numberOption('seconds', seconds, { min: 1, max: 3600 });
    if (!headless) {
      if (json) throw usageError('The option --json needs --headless.');
      return await startInteractive(recordingFolder);
    }
    const report = await runHeadless({ seconds: secondsWanted, recordingFolder });
    process.stdout.write(`${json ? JSON.stringify(report) : describeReport(report)}\n`);
    if (report.facesMasked === 0) progress('no face was found');
    return 0;
  },
});
