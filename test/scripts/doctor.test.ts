// The command line of the egress check: what it prints, and its exit statuses.

import { createServer } from 'node:net';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { egressReport } from '../../control-server/src/egress/egress-report.ts';
import { describeReport } from '../../scripts/doctor/doctor-report.ts';
import { inRepository } from '../../scripts/repository.ts';
import { camera, ObsFiles } from '../egress/obs-files.ts';

let files: ObsFiles;

beforeEach(async () => {
  files = await ObsFiles.create();
});

afterEach(async () => {
  await files.remove();
});

async function doctor(...rest: string[]) {
  const tsx = inRepository('node_modules/tsx/dist/cli.mjs');
  return await execa(process.execPath, [tsx, inRepository('scripts/doctor.ts'), ...rest], {
    reject: false,
  });
}

/** An address that nobody answers at. */
async function silentUrl(): Promise<string> {
  return await new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address && typeof address === 'object' ? address.port : 0;
      server.close(() => resolve(`ws://127.0.0.1:${port}`));
    });
  });
}

describe('doctor', () => {
  it('lists what leaves, and ends with 3', async () => {
    await files.writeCollection([camera('Cam', '/dev/video0', false)]);
    const { stdout, exitCode } = await doctor('--config', files.folder);
    expect(exitCode).toBe(3);
    expect(stdout).toContain(
      '✗ "Cam" is shown without a mask in the scene "Main". [camera_unmasked]',
    );
    expect(stdout).toContain('Looked at:');
    expect(stdout).not.toContain('\u001b[');
  });

  it('says that nothing was found, what was looked at and what cannot be seen, and ends with 0', async () => {
    await files.writeCollection([camera('Cam', '/dev/video0', true)]);
    const { stdout, exitCode } = await doctor('--config', files.folder);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('No way was found');
    expect(stdout).toContain('1 scene, 0 groups and 1 source');
    expect(stdout).toContain('Cannot be seen from here:');
  });

  it('gives one JSON object, through npx as well', async () => {
    await files.writeCollection([camera('Cam', '/dev/video0', false)]);
    const program = inRepository('scripts/playalter.mjs');
    const rest = ['doctor', '--json', '--config', files.folder];
    const { stdout, exitCode } = await execa(program, rest, { reject: false });
    expect(exitCode).toBe(3);
    expect(egressReport.parse(JSON.parse(stdout))).toMatchObject({
      obs: { isRunning: false, version: '30.2.3', collection: 'Live', profile: 'Live' },
      findings: [{ severity: 'raw', code: 'camera_unmasked', subject: 'Cam' }],
    });
  });

  it.each([
    ['an unknown option', ['--fix'], 'is not an option'],
    ['a folder without OBS', ['--config', '/proc'], 'has no settings of OBS'],
    ['an address of another kind', ['--url', 'http://localhost'], 'must begin with ws://'],
    ['two ways at once', ['--files', '--url', 'ws://localhost'], 'exclude each other'],
  ])('with %s ends with 2 and one sentence', async (_what, rest, sentence) => {
    const { stdout, stderr, exitCode } = await doctor(...rest);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('with an OBS that does not answer, or broken files, ends with 2 and one sentence', async () => {
    const silent = await doctor('--url', await silentUrl());
    await files.writeCollectionText('{');
    const broken = await doctor('--config', files.folder);
    for (const [{ stderr, exitCode }, sentence] of [
      [silent, 'does not answer'],
      [broken, 'is not valid JSON'],
    ] as const) {
      expect(exitCode).toBe(2);
      expect(stderr).toContain(sentence);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });

  it('reads the files where the server is switched on but nothing answers', async () => {
    const port = Number(new URL(await silentUrl()).port);
    await files.writeIni({
      OBSWebSocket: { ServerEnabled: true, ServerPort: port, ServerPassword: 'secret-word' },
    });
    await files.writeCollection([camera('Cam', '/dev/video0', true)]);
    const { stdout, exitCode } = await doctor('--config', files.folder);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('[websocket_may_unmask]');
    expect(stdout).not.toContain('secret-word');
  });
});

it('lists findings by severity', () => {
  const report = {
    checkedAt: '',
    obs: { isRunning: null, version: null, collection: null, profile: null },
    findings: (['raw', 'risk', 'note'] as const).map((severity) => ({
      severity,
      code: 'camera_unmasked' as const,
      subject: 'Cam',
      what: `It is ${severity}.`,
      advice: 'Do something.',
    })),
    looked: [],
    notSeen: [],
  };
  const plain = describeReport(report, { isColoured: false });
  expect(plain).toContain('Raw pictures can leave (1)\n✗ It is raw.');
  expect(plain).toContain('OBS (version unknown)\n');
  expect(plain).not.toContain('No way was found');
});
