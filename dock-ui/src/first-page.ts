// The script of the first pages (control-server/src/http/first-page.ts), which are files of the user's: waits for the
// server, and goes on to it only when it has proven that it knows the token. Until then the page loads itself again and
// again, because a daemon that starts may write it anew, with another port.

import { loginNonce, loginProof } from '../../protocol/dock-login.ts';

const againMs = 1500;
const answerMs = 1000;

async function isTrueServer(origin: string, token: string, port: number): Promise<boolean> {
  const nonce = loginNonce();
  const given = new AbortController();
  const timer = setTimeout(() => given.abort(), answerMs);
  try {
    const response = await fetch(`${origin}/proof?nonce=${nonce}`, { signal: given.signal });
    const reply: unknown = await response.json();
    const proof = await loginProof({ token, role: 'server', port, nonce });
    return typeof reply === 'object' && reply !== null && 'proof' in reply && reply.proof === proof;
  } catch {
    // Nobody is there yet, or it is somebody else.
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function goOn(): Promise<void> {
  const { port = '', token = '', page = '' } = document.documentElement.dataset;
  const origin = `http://127.0.0.1:${port}`;
  if (await isTrueServer(origin, token, Number(port))) {
    // Not `replace`: a page whose server has moved comes back here by history.back().
    location.assign(`${origin}/${page}#token=${token}`);
    return;
  }
  setTimeout(() => location.reload(), againMs);
}

// Back from the server's page, perhaps out of the browser's memory: the file may say something new.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
void goOn();
