// Who must not get in, and what must not bring it down.

import { once } from 'node:events';
import { statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { senderLimit } from '../../control-server/src/docks/paced-sender.ts';
import { dockCloseCode, dockLimit } from '../../protocol/dock-messages.ts';
import { ControlFixture } from '../support/control-fixture.ts';

let fixture: ControlFixture;
let sockets: Socket[];
beforeEach(async () => {
  fixture = await ControlFixture.start();
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await fixture.end();
});

/** The answer to a request written by hand: `fetch` would not send such headers. */
async function answerTo(lines: readonly string[]): Promise<string> {
  const socket = connect(fixture.port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  await once(socket, 'close');
  return text;
}

function get(pathname: string, headers: readonly string[]): Promise<string> {
  return answerTo([`GET ${pathname} HTTP/1.1`, ...headers, 'Connection: close']);
}

describe('another site', () => {
  it.each([
    ['a name of its own (DNS rebinding)', 'evil.example'],
    ['a name of its own with our port', 'evil.example:PORT'],
    ['another port', '127.0.0.1:1'],
    ['no port', '127.0.0.1'],
    ['a name that only begins like ours', '127.0.0.1:PORT.evil.example'],
  ])('gets nothing under %s', async (_what, host) => {
    const header = `Host: ${host.replace('PORT', String(fixture.port))}`;
    const bearer = `Authorization: Bearer ${fixture.token}`;
    for (const pathname of ['/', '/health', '/metrics', '/api/GetState', '/assets/app-1.js']) {
      expect(await get(pathname, [header, bearer]), pathname).toMatch(/^HTTP\/1.1 421 /);
    }
    expect(await get(`/proof?nonce=${'0'.repeat(64)}`, [header])).toMatch(/^HTTP\/1.1 403 /);
    const client = fixture.stranger({ headers: { Host: header.slice(6) } });
    expect(await client.refusal()).toBe(421);
  });

  it('gets nothing from a request without a Host', async () => {
    expect(await get('/health', [])).toMatch(/^HTTP\/1.1 4/);
  });

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1:PORT'])(
    'can neither ask nor open a WebSocket from %s',
    async (origin) => {
      const Origin = origin.replace('PORT', String(fixture.port));
      const headers = { Authorization: `Bearer ${fixture.token}`, Origin };
      expect((await fixture.fetch('/api/GetState', { headers })).status).toBe(403);
      expect((await fixture.fetch('/', { headers })).status).toBe(403);
      expect(await fixture.stranger({ headers: { Origin } }).refusal()).toBe(403);
      const preflight = await fixture.fetch('/api/Panic', { method: 'OPTIONS', headers });
      expect(preflight.status).toBe(403);
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('is known by Sec-Fetch-Site where no Origin is sent', async () => {
    const ask = (site: string) =>
      fixture.fetch('/assets/app-1.js', { headers: { 'Sec-Fetch-Site': site } });
    expect((await ask('cross-site')).status).toBe(403);
    expect((await ask('same-site')).status).toBe(403);
    expect((await ask('same-origin')).status).toBe(200);
    expect((await ask('none')).status).toBe(200);
  });

  it('may lead here, as the dock’s first page does, but not frame, fetch or post', async () => {
    const ask = async (page: string, mode: string, dest: string, ...more: string[]) => {
      const site = ['Sec-Fetch-Site: cross-site', `Sec-Fetch-Mode: ${mode}`];
      const host = `Host: 127.0.0.1:${fixture.port}`;
      const answer = await get(page, [host, ...site, `Sec-Fetch-Dest: ${dest}`, ...more]);
      return Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]);
    };
    expect(await ask('/dock', 'navigate', 'document')).toBe(200);
    expect(await ask('/dock', 'navigate', 'iframe')).toBe(403);
    expect(await ask('/dock', 'no-cors', 'document')).toBe(403);
    expect(await ask('/dock', 'navigate', 'document', 'Origin: null')).toBe(403);
    expect(await ask('/metrics', 'navigate', 'document')).toBe(401);
    expect(await ask('/api/ListMasks', 'navigate', 'document')).toBe(401);
  });

  it('can send no form: what is not declared as JSON is not read', async () => {
    await fixture.plugin();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const reply = await fixture.fetch('/api/Panic', {
        method: 'POST',
        headers: { Authorization: `Bearer ${fixture.token}`, 'Content-Type': type },
        body: '{}',
      });
      expect(reply.status).toBe(415);
    }
  });

  it('our own pages get in, by each of our names', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const origin = `http://${host}:${fixture.port}`;
      const client = fixture.stranger({ host, headers: { Origin: origin } });
      await client.login(fixture.token);
    }
  });
});

describe('without the token', () => {
  it('nothing is told and nothing done', async () => {
    const plugin = await fixture.plugin();
    const tried: (Record<string, string> | undefined)[] = [
      undefined,
      { Authorization: '' },
      { Authorization: 'Bearer' },
      { Authorization: `Bearer ${'0'.repeat(64)}` },
      { Authorization: `Basic ${fixture.token}` },
      { Authorization: `Bearer ${fixture.token}0` },
      { Authorization: `Bearer ${fixture.token.slice(0, -1)}` },
    ];
    for (const headers of tried) {
      const init = { headers: headers ?? {} };
      for (const pathname of ['/api/GetState', '/api/openapi.json', '/metrics', '/api/Nothing']) {
        const reply = await fixture.fetch(pathname, init);
        expect(reply.status, pathname).toBe(401);
        expect(await reply.json()).toMatchObject({ ok: false, code: 'token_wrong' });
      }
      expect((await fixture.fetch('/api/Panic', { ...init, method: 'POST' })).status).toBe(401);
      expect(await (await fixture.fetch('/health', init)).json()).toEqual({ status: 'ok' });
    }
    expect(plugin.asked).not.toContain('Panic');
  });

  it('a page is turned away, and so is one that skips the login or comes with an old proof', async () => {
    const wrong = fixture.stranger();
    await expect(wrong.login('0'.repeat(64))).rejects.toThrow();
    expect((await wrong.end()).code).toBe(dockCloseCode.token_wrong);

    const hasty = fixture.stranger();
    await hasty.opened();
    hasty.send({ type: 'watch', topics: ['state'], preview: null });
    expect((await hasty.end()).code).toBe(dockCloseCode.login_missing);
    expect(hasty.received.map(({ type }) => type)).toEqual(['error']);

    const blunt = fixture.stranger();
    await blunt.opened();
    blunt.send({ type: 'login', proof: '0'.repeat(64) });
    expect((await blunt.end()).code).toBe(dockCloseCode.message_invalid);

    // Its own proof, sent back: the roles differ, so it is worth nothing.
    const mirror = fixture.stranger();
    await mirror.opened();
    mirror.send({ type: 'hello', nonce: '0'.repeat(64) });
    const { proof } = await mirror.next('challenge');
    mirror.send({ type: 'login', proof });
    expect((await mirror.end()).code).toBe(dockCloseCode.token_wrong);
  });

  it('another user of this computer can not read the token or what leads to it', () => {
    for (const name of ['token', 'dock.html', 'dashboard.html']) {
      expect(statSync(path.join(fixture.ownFolder, name)).mode & 0o777, name).toBe(0o600);
    }
    expect(statSync(fixture.ownFolder).mode & 0o777).toBe(0o700);
    for (const name of ['control.sock', 'control.json']) {
      expect(statSync(path.join(fixture.runtimeFolder, name)).mode & 0o777, name).toBe(0o600);
    }
  });

  it('the server can not be made to prove itself for another port', async () => {
    const { loginProof } = await import('../../protocol/dock-login.ts');
    const nonce = '7'.repeat(64);
    const reply = await fixture.fetch(`/proof?nonce=${nonce}`, { headers: { Origin: 'null' } });
    expect(reply.headers.get('access-control-allow-origin')).toBe('null');
    const { token, port } = fixture;
    expect(await reply.json()).toEqual({
      proof: await loginProof({ token, role: 'server', port, nonce }),
    });
    expect((await fixture.fetch('/proof?nonce=1&nonce=2', { headers: {} })).status).toBe(400);
    const elsewhere = { headers: { Origin: 'http://evil.example' } };
    expect((await fixture.fetch(`/proof?nonce=${nonce}`, elsewhere)).status).toBe(403);
  });
});

describe('what is no message', () => {
  it.each([
    ['cut JSON', '{"type":'],
    ['an unknown type', '{"type":"shout"}'],
    ['no object', '17'],
    ['a field too many', '{"type":"watch","topics":[],"preview":null,"more":1}'],
    [
      'a name too long',
      JSON.stringify({ type: 'command', id: 1, name: 'x'.repeat(65), input: {} }),
    ],
    ['deep nesting', `{"type":"command","id":1,"name":"GetState","input":${'['.repeat(50_000)}`],
  ])('%s closes that connection with a reason, and no other', async (_what, text) => {
    const [bystander, dock] = [await fixture.dock(), await fixture.dock()];
    dock.socket.send(text);
    const error = await dock.next('error');
    expect(error.code).toBe('message_invalid');
    expect((await dock.end()).code).toBe(dockCloseCode.message_invalid);
    expect(await bystander.command('GetState')).toMatchObject({ ok: true });
  });

  it('binary is not one either', async () => {
    const dock = await fixture.dock();
    dock.socket.send(Buffer.alloc(64));
    expect((await dock.end()).code).toBe(dockCloseCode.message_invalid);
  });

  it('as JSON of a REST request: a code, and the server goes on', async () => {
    const headers = {
      Authorization: `Bearer ${fixture.token}`,
      'Content-Type': 'application/json',
    };
    for (const [body, status, code] of [
      ['{"a":', 400, 'message_invalid'],
      ['"text"', 400, 'input_invalid'],
      ['[1]', 400, 'input_invalid'],
      [`"${'x'.repeat(dockLimit.messageBytesMax)}"`, 413, 'message_too_large'],
    ] as const) {
      const reply = await fixture.fetch('/api/SetMask', { method: 'POST', headers, body });
      expect(reply.status, body.slice(0, 20)).toBe(status);
      expect(await reply.json()).toMatchObject({ ok: false, code });
    }
    expect((await fixture.fetch('/%E0%A4%A')).status).toBe(404);
    expect((await fixture.fetch('/api/GetState')).status).toBe(200);
  });
});

describe('floods', () => {
  it('a message of 100 MB ends that connection before it is read', async () => {
    const bystander = await fixture.dock();
    const dock = await fixture.dock();
    const before = process.memoryUsage().arrayBuffers;
    dock.socket.send('x'.repeat(100 * 1024 * 1024));
    expect((await dock.end()).code).not.toBe(1000);
    expect(await bystander.command('GetState')).toMatchObject({ ok: true });
    expect(fixture.log).toContain('message_too_large');
    // The sender's own copy, which is in this process too, apart.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150 * 1024 * 1024);
  });

  it('a body of 100 MB is not read to its end, with or without the token', async () => {
    const size = 100 * 1024 * 1024;
    for (const [bearer, length] of [
      [fixture.token, `Content-Length: ${size}`],
      [fixture.token, 'Transfer-Encoding: chunked'],
      ['wrong', `Content-Length: ${size}`],
      ['wrong', 'Transfer-Encoding: chunked'],
    ] as const) {
      const socket = connect(fixture.port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => undefined);
      let answer = '';
      socket.on('data', (chunk: Buffer) => {
        answer += chunk.toString();
      });
      socket.write(
        `POST /api/SetMask HTTP/1.1\r\nHost: 127.0.0.1:${fixture.port}\r\nAuthorization: Bearer ${bearer}\r\nContent-Type: application/json\r\n${length}\r\n\r\n`,
      );
      const blank = Buffer.alloc(1024 * 1024, 0x20);
      const isChunked = length.startsWith('Transfer');
      const chunk = isChunked ? Buffer.from(`100000\r\n${blank}\r\n`) : blank;
      let taken = 0;
      for (let sent = 0; sent < size && !socket.destroyed; sent += chunk.length) {
        // `once` rejects where the server ends the connection meanwhile.
        const drained = once(socket, 'drain').catch(() => undefined);
        if (!socket.write(chunk)) await Promise.race([drained, delay(200)]);
        if (!socket.destroyed) taken = socket.bytesWritten - socket.writableLength;
      }
      while (!socket.destroyed) await delay(10);
      // A connection that is ended while bytes are on their way may take the answer with it.
      expect(answer).toMatch(bearer === 'wrong' ? /^(HTTP\/1.1 401|$)/ : /^(HTTP\/1.1 413|$)/);
      // What the system holds on the way counts as taken.
      expect(taken).toBeLessThan(size / 2);
    }
  });

  it('1,000 connections keep nobody out who has the token', async () => {
    const dock = await fixture.dock();
    for (let count = 0; count < 1000; count++) {
      const socket = connect(fixture.port, '127.0.0.1');
      socket.on('error', () => undefined);
      sockets.push(socket);
    }
    await delay(500);
    expect(await dock.command('GetState')).toMatchObject({ ok: true });
    const late = await fixture.dock();
    expect(await late.command('GetState')).toMatchObject({ ok: true });
    expect((await fixture.fetch('/api/GetState')).status).toBe(200);
    while (sockets.filter(({ destroyed }) => !destroyed).length > 250) await delay(50);
  });

  it('pages beyond the limit are told so, and the others stay', async () => {
    const first = await fixture.dock();
    for (let count = 1; count < dockLimit.connectionsMax; count++) await fixture.dock();
    const late = fixture.stranger();
    await late.login(fixture.token);
    expect((await late.end()).code).toBe(dockCloseCode.too_many_connections);
    expect(await first.command('GetState')).toMatchObject({ ok: true });
  });

  it('too many commands are refused, far too many end the connection', async () => {
    const [bystander, eager] = [await fixture.dock(), await fixture.dock()];
    for (let id = 1; id <= 300; id++) {
      eager.send({ type: 'command', id, name: 'GetVersion', input: {} });
    }
    await eager.next('reply', (reply) => !reply.ok && reply.code === 'too_many_messages');
    for (let id = 1; id <= 3000; id++) {
      eager.send({ type: 'command', id, name: 'GetVersion', input: {} });
    }
    expect((await eager.end()).code).toBe(dockCloseCode.too_many_messages);
    expect(await bystander.command('GetState')).toMatchObject({ ok: true });
  });

  it('too many requests are refused, and those without the token do not use up the rate of those with it', async () => {
    const statuses = new Set<number>();
    for (let round = 0; round < 30; round++) {
      const replies = Array.from({ length: 20 }, () => fixture.fetch('/health', { headers: {} }));
      for (const { status } of await Promise.all(replies)) statuses.add(status);
    }
    expect(statuses).toContain(429);
    expect((await fixture.fetch('/api/GetState')).status).toBe(200);
  });
});

describe('a page that never reads', () => {
  it('costs bounded memory, and is given up; others get every picture', async () => {
    const { hub } = fixture.server;
    const [stuck, reader] = [await fixture.dock(), await fixture.dock()];
    const preview = { filter_uuid: 'a', with_original: false, tag: 0 };
    for (const client of [stuck, reader]) {
      client.send({ type: 'watch', topics: ['state', 'stats', 'events'], preview });
      await client.command('GetState');
    }
    stuck.socket.pause();
    const size = { widthPx: 320, heightPx: 180 };
    let heldMax = 0;
    let sent = 0;
    for (; sent < 300; sent++) {
      hub?.publishPicture('a', {
        ...size,
        picture: 'processed',
        state: 'masked',
        frameId: sent + 1,
        ageMs: 1,
        rgba: new Uint8Array(size.widthPx * size.heightPx * 4),
      });
      heldMax = Math.max(heldMax, hub?.heldBytes ?? 0);
      if (sent % 10 === 0) await delay(5);
      await reader.picture(({ frameId }) => frameId === sent + 1);
    }
    expect(reader.pictures).toHaveLength(sent);
    // What it may be behind, and the message that brought it there; the reader's own is in it too.
    const messageBytes = size.widthPx * size.heightPx * 4 + 64;
    expect(heldMax).toBeLessThan(2 * (senderLimit.behindBytes + 2 * messageBytes));
    expect(fixture.server.state().daemon.connections).toBe(2);
    while (fixture.server.state().daemon.connections > 1) await delay(200);
    expect(fixture.log).toContain('too_slow');
    expect(await reader.command('GetState')).toMatchObject({ ok: true });
  });

  it('is told what it missed when it reads again: the newest state, and how many pictures', async () => {
    const { hub } = fixture.server;
    const plugin = await fixture.plugin();
    const dock = await fixture.dock();
    await dock.state(({ masks }) => masks.length === 1);
    dock.send({
      type: 'watch',
      topics: ['state'],
      preview: { filter_uuid: 'a', with_original: false, tag: 0 },
    });
    await dock.command('GetState');
    dock.socket.pause();
    const frame = { picture: 'processed', state: 'masked', ageMs: 1 } as const;
    const size = { widthPx: 320, heightPx: 320 };
    const rgba = new Uint8Array(size.widthPx * size.heightPx * 4);
    for (let frameId = 1; frameId <= 60; frameId++) {
      hub?.publishPicture('a', { ...frame, ...size, frameId, rgba });
      await delay(1);
    }
    for (const intensity of [20, 30, 40]) {
      plugin.change('a', { settings: { ...plugin.masks.get('a')?.settings, intensity } as never });
      await delay(150);
    }
    dock.received.length = 0;
    dock.socket.resume();
    await dock.state(({ masks }) => masks[0]?.settings.intensity === 40);
    hub?.publishPicture('a', { ...frame, ...size, frameId: 100, rgba });
    const newest = await dock.picture(({ frameId }) => frameId === 100);
    const got = dock.pictures.length - 1;
    expect(newest.leftOut).toBe(60 - got);
    expect(newest.leftOut).toBeGreaterThan(0);
  });
});

describe('the log', () => {
  it('holds no token, proof or input', async () => {
    await fixture.plugin();
    const dock = await fixture.dock();
    await dock.command('SavePreset', { name: 'secret-name', settings: {} });
    await fixture.fetch('/api/GetState', { headers: { Authorization: 'Bearer wrong-secret' } });
    await dock.command('CheckEgress');
    expect(fixture.log).not.toContain(fixture.token);
    expect(fixture.log).not.toMatch(/secret/);
    expect(fixture.log).toContain('a wrong token was shown');
  });
});
