// `playalter/client` as another program gets it: the built module runs, and its types say what they should.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inRepository } from '../../scripts/repository.ts';
import { prepare } from '../../scripts/setup/prepare.ts';
import { clientStep } from '../../scripts/setup/steps.ts';

let folder = '';

beforeAll(async () => {
  await prepare([clientStep]);
  // Inside the package, so that its own name leads to its exports.
  folder = mkdtempSync(inRepository('build', 'client-user-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const program = `
import { OBSWebSocket } from 'obs-websocket-js';
import { PlayAlterClient, PlayAlterError } from 'playalter/client';

const client = new PlayAlterClient(new OBSWebSocket());
try {
  const { masks } = await client.request('ListMasks');
  const intensity: number | undefined = masks[0]?.settings.intensity;
  await client.request('SetMask', { source_name: 'Camera', settings: { mask_type: 'blur' } });
  client.on('FacesChanged', ({ faces, source_name }) => console.log(faces + 1, source_name, intensity));
} catch (error) {
  console.log(error instanceof PlayAlterError ? error.code : String(error));
}
`;

const wrong = [
  "await client.request('ListMask');",
  "await client.request('SetMask', { isCovered: true });",
  "await client.request('SetMask', { settings: { mask_type: 'none' } });",
  "await client.request('AddMask');",
  "client.on('FacesChanged', ({ faces }) => faces.length);",
];

async function typeErrors(source: string): Promise<string[]> {
  const file = path.join(folder, 'user.ts');
  writeFileSync(file, source);
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        module: 'nodenext',
        strict: true,
        noEmit: true,
        types: ['node'],
        typeRoots: [inRepository('node_modules', '@types')],
      },
      files: ['user.ts'],
    }),
  );
  const tsc = inRepository('node_modules', 'typescript', 'bin', 'tsc');
  const { stdout } = await execa(process.execPath, [tsc, '-p', folder], { reject: false });
  return stdout.split('\n').filter((line) => line.includes('error TS'));
}

it('has types that fit a program that uses it well, and no other', async () => {
  expect(await typeErrors(program)).toEqual([]);
  const lines = wrong.join('\n');
  const errors = await typeErrors(
    `import { PlayAlterClient } from 'playalter/client';\ndeclare const client: PlayAlterClient;\n${lines}\n`,
  );
  for (const index of wrong.keys()) {
    expect(
      errors.some((error) => error.includes(`user.ts(${index + 3},`)),
      wrong[index],
    ).toBe(true);
  }
});

it('is a module that Node runs as it is', async () => {
  const file = path.join(folder, 'user.mjs');
  writeFileSync(file, program.replaceAll(/: number \| undefined/g, ''));
  const { stdout } = await execa(process.execPath, [file]);
  // No OBS is there: that comes from obs-websocket-js, through the client.
  expect(stdout).toContain('Not connected');
});
