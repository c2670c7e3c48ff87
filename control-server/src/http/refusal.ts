// How a request is turned away: a status, a stable code, a sentence; and no further byte of it is read.

import type { Request, Response } from 'express';

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export function refuse(request: Request, response: Response, refusal: Refusal): void {
  const { status, code, message } = refusal;
  // Whatever body is still on its way would be read for nothing.
  if (!request.complete) response.set('Connection', 'close');
  response.status(status).set('Cache-Control', 'no-store').json({ ok: false, code, message });
}
