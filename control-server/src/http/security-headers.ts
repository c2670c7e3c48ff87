// The headers of every answer: pages may load scripts, styles and pictures from here alone, talk to nobody else, and be
// framed by nobody.

import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** @param port of the server; requests for another Host do not get this far */
export function securityHeaders(port: number): RequestHandler {
  // An IPv6 address is no source that a policy can name.
  const sockets = ['127.0.0.1', 'localhost'].map((name) => `ws://${name}:${port}`);
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'"],
        // Older browsers do not take 'self' to mean the WebSocket too.
        'connect-src': ["'self'", ...sockets],
        'manifest-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: true,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // There is no TLS on the loopback.
    strictTransportSecurity: false,
  });
}
