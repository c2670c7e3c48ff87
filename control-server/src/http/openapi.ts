// The OpenAPI document of the REST interface, made from the commands' schemas.

import { z } from 'zod';
import type { Command } from '../control/command.ts';
import { daemonVersion } from '../daemon-version.ts';

type JsonObject = Record<string, unknown>;

export function openApiDocument(commands: readonly Command[]): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'PlayAlter control server',
      version: daemonVersion,
      description:
        'Sees and steers the masks of the OBS on this machine. The token is in the file "token" of the user\'s PlayAlter folder.',
      license: { name: 'GPL-2.0-or-later' },
    },
    servers: [{ url: '/api' }],
    security: [{ token: [] }],
    paths: Object.fromEntries(commands.map((command) => [`/${command.name}`, pathOf(command)])),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      responses: {
        failure: {
          description: 'What went wrong: a stable code, and one sentence.',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: {
                  ok: { const: false },
                  code: { type: 'string' },
                  message: { type: 'string' },
                },
                required: ['ok', 'code', 'message'],
              },
            },
          },
        },
      },
    },
  };
}

function pathOf(command: Command): JsonObject {
  const { name, description, isReadOnly } = command;
  const input = jsonSchema(command.input, 'input');
  const responses = {
    200: {
      description: 'Done.',
      content: { 'application/json': { schema: jsonSchema(command.output, 'output') } },
    },
    default: { $ref: '#/components/responses/failure' },
  };
  const common = { summary: description, responses };
  const post = {
    ...common,
    operationId: name,
    requestBody: {
      required: requiredOf(input).length > 0,
      content: { 'application/json': { schema: input } },
    },
  };
  if (!isReadOnly) return { post };
  return { get: { ...common, operationId: `${name}ByGet`, parameters: parametersOf(input) }, post };
}

function parametersOf(input: JsonObject): JsonObject[] {
  const { properties } = input;
  const required = requiredOf(input);
  return Object.entries(isObject(properties) ? properties : {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function requiredOf({ required }: JsonObject): unknown[] {
  return Array.isArray(required) ? required : [];
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
