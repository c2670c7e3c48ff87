// The REST interface, made from the commands: POST /api/<Command> with the input as JSON; those that change nothing also
// by GET, the input in the query. The reply is the command's output; a failure has a status, a code and a sentence.

import { type Request, type Response, Router } from 'express';
import { dockLimit } from '../../../protocol/dock-messages.ts';
import type { CommandRegistry } from '../control/registry.ts';
import { readJsonBody } from './json-body.ts';
import { openApiDocument } from './openapi.ts';
import { refuse } from './refusal.ts';

/** The token has been checked before. */
export function restRoutes(registry: CommandRegistry): Router {
  const routes = Router({ caseSensitive: true });
  let document: object | undefined;
  routes.get('/openapi.json', (_request, response) => {
    document ??= openApiDocument(registry.commands);
    response.json(document);
  });
  for (const { name, isReadOnly } of registry.commands) {
    routes.post(`/${name}`, async (request, response) => {
      const input = await readJsonBody(request, dockLimit.messageBytesMax);
      await run(registry, { name, input, request, response });
    });
    if (isReadOnly) {
      routes.get(`/${name}`, (request, response) =>
        run(registry, { name, input: { ...request.query }, request, response }),
      );
    }
    routes.all(`/${name}`, (request, response) => {
      response.set('Allow', isReadOnly ? 'GET, POST' : 'POST');
      const message = `${name} does not answer ${request.method}.`;
      refuse(request, response, { status: 405, code: 'method_not_allowed', message });
    });
  }
  return routes;
}

interface Run {
  readonly name: string;
  readonly input: unknown;
  readonly request: Request;
  readonly response: Response;
}

async function run(
  registry: CommandRegistry,
  { name, input, request, response }: Run,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const output = await registry.run(name, input, {
    client: request.headers['user-agent']?.slice(0, 64) ?? '',
    via: 'rest',
    signal: gone.signal,
  });
  response.set('Cache-Control', 'no-store').json(output);
}

/** By the code's own words; what is left is at odds with how OBS is at the moment. */
export function statusOf(code: string): number {
  if (code === 'content_type_wrong') return 415;
  if (code === 'message_too_large') return 413;
  if (code === 'command_unknown' || code.endsWith('_not_found')) return 404;
  if (code === 'too_many_messages' || code === 'obs_busy') return 429;
  if (code.endsWith('_timeout')) return 504;
  if (/^obs_(missing|unreachable|connecting|silent)$|^plugin_unreachable$/.test(code)) return 503;
  if (/_(invalid|missing|unknown|ambiguous)$/.test(code)) return 400;
  return 409;
}
