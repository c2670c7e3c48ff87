// A request's body as JSON. Of one that is too large no more is read: the usual parsers read it to its end first.

import type { Request } from 'express';
import { CodedError } from '../coded-error.ts';

/** `{}` where there is no body. Throws CodedError: content_type_wrong, message_too_large, message_invalid. */
export async function readJsonBody(request: Request, bytesMax: number): Promise<unknown> {
  const { headers } = request;
  const isEmpty =
    headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  if (isEmpty) return {};
  // A form on another page can send what is declared otherwise.
  if (!request.is('application/json') || headers['content-encoding'] !== undefined) {
    throw new CodedError('content_type_wrong', 'The input is expected as application/json.');
  }
  if (Number(headers['content-length'] ?? 0) > bytesMax) throw tooLarge();
  const text = await readText(request, bytesMax);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CodedError('message_invalid', 'The request is not valid JSON.', { cause });
  }
}

function readText(request: Request, bytesMax: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      request.removeAllListeners('data');
      reject(tooLarge());
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
    request.on('close', () =>
      reject(new CodedError('message_invalid', 'The request was cut off.')),
    );
  });
}

function tooLarge(): CodedError {
  return new CodedError('message_too_large', 'The request is too large.');
}
