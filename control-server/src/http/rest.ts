// The REST interface, made from the commands: POST /api/<Command> with the input as JSON; those that change nothing also
// by GET, the input in the query. The reply is the command's output; a failure has a status, a code and a sentence.

import express, { type Request, type Response, Router } from 'express';
import { dockLimit } from '../../../protocol/dock-messages.ts';
import { CodedError } from '../coded-error.ts';
import type { CommandRegistry } from '../control/registry.ts';
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
  routes.use(express.json({ limit: dockLimit.messageBytesMax, strict: true }));
  for (const { name, isReadOnly } of registry.commands) {
    const byInput = (inputOf: (request: Request) => unknown) => {
      return (request: Request, response: Response) =>
        run(registry, { name, input: inputOf(request), request, response });
    };
    routes.post(
      `/${name}`,
      byInput((request) => bodyOf(request)),
    );
    if (isReadOnly) {
      routes.get(
        `/${name}`,
        byInput((request) => ({ ...request.query })),
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

function bodyOf(request: Request): unknown {
  const body: unknown = request.body;
  if (body !== undefined) return body;
  // Something came that was not declared as JSON: a form on another page can send such a thing.
  const length = request.headers['content-length'];
  const isEmpty = length === '0' || (length === undefined && !request.headers['transfer-encoding']);
  if (isEmpty) return {};
  throw new CodedError('content_type_wrong', 'The input is expected as application/json.');
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
  if (code === 'command_unknown' || code.endsWith('_not_found')) return 404;
  if (code === 'too_many_messages' || code === 'obs_busy') return 429;
  if (code.endsWith('_timeout')) return 504;
  if (/^obs_(missing|unreachable|connecting|silent)$|^plugin_unreachable$/.test(code)) return 503;
  if (/_(invalid|missing|unknown|ambiguous)$/.test(code)) return 400;
  return 409;
}
