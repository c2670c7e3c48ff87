import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sha256Of } from '../../../models/package-file.ts';
import { publishedModels, readModelSource } from '../../../scripts/models/model-source.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'playalter-source-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Answers by address; anything else is a connection that fails. */
function network(answers: Readonly<Record<string, () => Response>>) {
  const asked: string[] = [];
  const get = async (address: string | URL | Request) => {
    asked.push(String(address));
    const answer = answers[String(address)];
    if (!answer) throw new TypeError('fetch failed');
    return answer();
  };
  return { asked, fetch: get as typeof fetch };
}

const moved = (location: string) => () =>
  new Response(null, { status: 302, headers: { location } });
const model = 'https://models.example/Some%20Face_v2.ONNX';

describe('from an address', () => {
  test('the bytes, their checksum, and a name after the file', async () => {
    const { fetch } = network({ [model]: () => new Response('weights') });
    expect(await readModelSource(model, { fetch })).toEqual({
      bytes: Buffer.from('weights'),
      name: 'some-20face_v2',
      source: model,
      sha256: sha256Of(Buffer.from('weights')),
    });
  });

  test('follows to another address, also one that is relative', async () => {
    const { asked, fetch } = network({
      [model]: moved('/real'),
      'https://models.example/real': moved('https://files.example/a'),
      'https://files.example/a': () => new Response('weights'),
    });
    await readModelSource(model, { fetch });
    expect(asked).toHaveLength(3);
  });

  test.each([
    ['http', 'http://models.example/a.onnx', {}],
    ['a file by address', 'file:///etc/passwd', {}],
    ['https that leads to http', model, { [model]: moved('http://models.example/a') }],
    ['https that leads to a file', model, { [model]: moved('file:///etc/passwd') }],
  ])('%s is refused unasked', async (_name, address, answers) => {
    const { asked, fetch } = network(answers);
    await expect(readModelSource(address, { fetch })).rejects.toMatchObject({
      code: 'model_download_failed',
      message: expect.stringContaining('https only'),
    });
    expect(asked.every((one) => one.startsWith('https:'))).toBe(true);
  });

  test.each([
    ['nobody answers', {}],
    ['there is no such file', { [model]: () => new Response('no', { status: 404 }) }],
    ['it leads round and round', { [model]: moved(model) }],
  ])('%s', async (_name, answers) => {
    const { fetch } = network(answers);
    await expect(readModelSource(model, { fetch })).rejects.toMatchObject({
      code: 'model_download_failed',
    });
  });

  test('what never ends is given up', async () => {
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
    });
    const { fetch } = network({ [model]: () => new Response(endless) });
    await expect(readModelSource(model, { fetch, bytesMax: 10_000 })).rejects.toMatchObject({
      code: 'model_too_large',
    });
  });

  test('what never comes is given up', async () => {
    const never = (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    const options = { fetch: never as typeof fetch, timeoutMs: 20 };
    await expect(readModelSource(model, options)).rejects.toMatchObject({
      code: 'model_download_failed',
    });
  });

  test('a published model with another checksum is refused', async () => {
    const { yunet } = publishedModels;
    const url = yunet?.url ?? '';
    const { asked, fetch } = network({ [url]: () => new Response('something else') });
    await expect(readModelSource('yunet', { fetch })).rejects.toMatchObject({
      code: 'model_checksum_mismatch',
    });
    expect(asked).toEqual([url]);
  });
});

describe('from a file', () => {
  test('the bytes', async () => {
    const file = path.join(folder, 'My Model.onnx');
    await writeFile(file, 'weights');
    const found = await readModelSource(file);
    expect(found).toMatchObject({ name: 'my-model', source: file });
    expect(String(found.bytes)).toBe('weights');
  });

  test.each([
    ['one that is not there', 'nowhere.onnx', 'model_missing'],
    ['a folder', '.', 'model_unreadable'],
  ])('%s', async (_name, file, code) => {
    await expect(readModelSource(path.join(folder, file))).rejects.toMatchObject({ code });
  });

  test('one that is too large', async () => {
    const file = path.join(folder, 'large.onnx');
    await writeFile(file, 'weights');
    await expect(readModelSource(file, { bytesMax: 3 })).rejects.toMatchObject({
      code: 'model_too_large',
    });
  });
});
