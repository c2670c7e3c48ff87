// How a page and the control server prove to each other that they know the token, without sending it: whoever has taken the
// port while the daemon was down (any user of the machine can) learns nothing. The port is part of the proof, so that
// a proof that was fetched from the true server elsewhere is worth nothing. Free of packages; in pages and in Node.
//
//   page    hello {nonce}
//   server  challenge {nonce, proof}     proof = HMAC-SHA-256(token, "server:<port>:<page's nonce>")
//   page    login {proof}                proof = HMAC-SHA-256(token, "client:<port>:<server's nonce>")
//   server  welcome

/** A page of another major is told to load itself anew. */
export const dockProtocol = { major: 1, minor: 0 } as const;

export const loginRoles = ['server', 'client'] as const;
export type LoginRole = (typeof loginRoles)[number];

export interface LoginProof {
  /** As in the token file: 64 hexadecimal digits. */
  readonly token: string;
  /** Of the one who proves. */
  readonly role: LoginRole;
  /** That the connection goes to. */
  readonly port: number;
  /** The other side's, from `loginNonce`. */
  readonly nonce: string;
}

const encoder = new TextEncoder();

/** 64 hexadecimal digits, new each time. */
export function loginNonce(): string {
  return hex(crypto.getRandomValues(new Uint8Array(32)));
}

/** 64 hexadecimal digits. */
export async function loginProof({ token, role, port, nonce }: LoginProof): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(token), algorithm, false, [
    'sign',
  ]);
  const text = encoder.encode(`${role}:${port}:${nonce}`);
  return hex(new Uint8Array(await crypto.subtle.sign('HMAC', key, text)));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
