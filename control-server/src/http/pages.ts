// The built pages. They carry no secret: whoever can reach the server may have them.

import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { Router } from 'express';

const oneYearMs = 365 * 24 * 3600 * 1000;

/** @param folder with index.html, dock.html, dashboard.html, and assets/ whose names change with their contents */
export function pageRoutes(folder: string): Router {
  const routes = Router({ caseSensitive: true });
  routes.use(
    '/assets',
    express.static(path.join(folder, 'assets'), {
      immutable: true,
      maxAge: oneYearMs,
      index: false,
      fallthrough: false,
    }),
  );
  routes.use(express.static(folder, { extensions: ['html'], maxAge: 0, redirect: false }));
  routes.get(['/', '/dock', '/dashboard'], (_request, response, next) => {
    if (existsSync(path.join(folder, 'index.html'))) {
      next();
      return;
    }
    response
      .status(503)
      .type('text')
      .send('The pages are not built: run "npm run build" in the PlayAlter folder.\n');
  });
  return routes;
}
