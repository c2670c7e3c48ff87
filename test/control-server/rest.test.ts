import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { statusOf } from '../../control-server/src/http/rest.ts';
import { dockState } from '../../protocol/dock-state.ts';
import { pluginRequests } from '../../protocol/requests.ts';
import { ControlFixture } from '../support/control-fixture.ts';
import type { FakePlugin } from '../support/fake-plugin.ts';

let fixture: ControlFixture;
let plugin: FakePlugin;
beforeAll(async () => {
  fixture = await ControlFixture.start();
  plugin = await fixture.plugin();
  await vi.waitFor(() => expect(fixture.server.state().safety.code).toBe('all_masked'), 20_000);
});
afterAll(() => fixture.end());

describe('REST', () => {
  it('runs the same commands as the WebSocket', async () => {
    const reply = await fixture.post('SetMask', { filter_uuid: 'a', settings: { intensity: 33 } });
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({ mask: { settings: { intensity: 33 } } });
    expect(plugin.masks.get('a')?.settings.intensity).toBe(33);
  });

  it('answers what only reads by GET too, and nothing that changes', async () => {
    const state: unknown = await (await fixture.fetch('/api/GetState')).json();
    expect(dockState.parse(state).masks).toHaveLength(1);
    const mask = await fixture.fetch('/api/GetMask?filter_uuid=a');
    expect(await mask.json()).toMatchObject({ mask: { filter_uuid: 'a' } });
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const reply = await fixture.fetch('/api/Panic', { method });
      expect(reply.status).toBe(405);
      expect(reply.headers.get('allow')).toBe('POST');
    }
    expect(plugin.asked).not.toContain('Panic');
  });

  it('fails with a status, a code and a sentence', async () => {
    for (const [command, input, status, code] of [
      ['GetMask', { filter_uuid: 'nobody' }, 404, 'mask_not_found'],
      ['SetMask', { filter_uuid: 'a', settings: { intensity: 'much' } }, 400, 'input_invalid'],
      ['NoSuchCommand', {}, 404, 'not_found'],
    ] as const) {
      const reply = await fixture.post(command, input);
      expect(reply.status).toBe(status);
      expect(await reply.json()).toMatchObject({ ok: false, code, message: /.+/ });
    }
  });

  it('never repeats what it was given: it may be a secret', async () => {
    const secret = 'live_secret_key';
    const reply = await fixture.post('SetDestination', { key: [secret], [secret]: 1 });
    expect(reply.status).toBe(400);
    expect(await reply.text()).not.toContain(secret);
    expect(fixture.log).not.toContain(secret);
  });

  it.each([
    ['mask_not_found', 404],
    ['obs_missing', 503],
    ['obs_timeout', 504],
    ['input_invalid', 400],
    ['mask_id_missing', 400],
    ['preset_exists', 409],
    ['too_many_messages', 429],
    ['message_too_large', 413],
  ])('maps %s to %i', (code, status) => {
    expect(statusOf(code)).toBe(status);
  });
});

describe('the OpenAPI document', () => {
  it('describes every command, and no other', async () => {
    const document = (await (await fixture.fetch('/api/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string; summary: string }>>;
    };
    expect(document.openapi).toMatch(/^3\.1\./);
    const { registry } = fixture.server;
    expect(Object.keys(document.paths).sort()).toEqual(
      registry.names.map((name) => `/${name}`).sort(),
    );
    for (const { name, isReadOnly, description } of registry.commands) {
      const path = document.paths[`/${name}`];
      expect(path?.['post'], name).toMatchObject({ operationId: name, summary: description });
      expect(path?.['get'] !== undefined, name).toBe(isReadOnly);
    }
    expect(registry.names).toEqual(expect.arrayContaining(Object.keys(pluginRequests)));
  });

  it('shows what each takes and gives', async () => {
    const document = await (await fixture.fetch('/api/openapi.json')).json();
    expect(document).toMatchObject({
      paths: {
        '/AddMask': {
          post: {
            requestBody: {
              required: true,
              content: {
                'application/json': { schema: { required: ['source_name'] } },
              },
            },
            responses: {
              200: { content: { 'application/json': { schema: { required: ['mask'] } } } },
            },
          },
        },
        '/GetMask': { get: { parameters: [{ name: 'filter_uuid', in: 'query' }, {}, {}] } },
      },
    });
  });
});

describe('pages', () => {
  it('are served with a strict policy, and their assets for ever', async () => {
    for (const [pathname, title] of [
      ['/', 'index'],
      ['/dock', 'dock'],
      ['/dashboard', 'dashboard'],
    ] as const) {
      const reply = await fixture.fetch(pathname, { headers: {} });
      expect(reply.status).toBe(200);
      expect(await reply.text()).toContain(title);
      const policy = reply.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe/);
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
      expect(reply.headers.get('referrer-policy')).toBe('no-referrer');
      expect(reply.headers.get('x-powered-by')).toBeNull();
    }
    const asset = await fixture.fetch('/assets/app-1.js', { headers: {} });
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect((await fixture.fetch('/assets/no.js', { headers: {} })).status).toBe(404);
  });

  it('lie in their folder, and nothing outside of it is served', async () => {
    for (const pathname of [
      '/../own/token',
      '/..%2fown%2ftoken',
      '/assets/..%2f..%2fown%2ftoken',
    ]) {
      const reply = await fixture.fetch(pathname);
      expect([403, 404], pathname).toContain(reply.status);
      expect(await reply.text()).not.toContain(fixture.token);
    }
  });
});

describe('/health', () => {
  it('tells all to those with the token', async () => {
    const reply = await fixture.fetch('/health');
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({
      status: 'ok',
      provider: 'cpu',
      pid: process.pid,
      obs: { is_connected: true },
      safety: { code: 'all_masked' },
      filters: [{ filter_uuid: 'a', state: 'masked' }],
    });
  });
});

describe('/metrics', () => {
  it('has the counters of each mask, latencies, faces, memory and connections', async () => {
    const reply = await fixture.fetch('/metrics');
    expect(reply.headers.get('content-type')).toContain('text/plain');
    const text = await reply.text();
    const labels = 'filter_uuid="a",filter="Mask",source="Camera a"';
    expect(text).toMatch(new RegExp(`playalter_frames_total{${labels},state="masked"} [1-9]`));
    expect(text).toContain(`playalter_mask_faces{${labels}} 2`);
    expect(text).toContain(`playalter_mask_frame_to_mask_seconds{${labels},quantile="0.99"} 0.009`);
    expect(text).toMatch(/playalter_resident_memory_bytes [1-9]/);
    expect(text).toContain('playalter_connections 0');
    expect(text).toContain('playalter_obs_connected 1');
    expect(text).toContain('playalter_safety{level="safe"} 1');
    expect(text).toContain('playalter_safety{level="unsafe"} 0');
  });
});
