// The token arrives in the address (#token=...), put there by the bootstrap page that only its owner can read. It is
// taken out of the address at once, and kept for as long as this tab lives.

const key = 'playalter.token';

export function takeToken(): string | undefined {
  const inAddress = new URLSearchParams(location.hash.slice(1)).get('token');
  if (inAddress) {
    sessionStorage.setItem(key, inAddress);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return inAddress ?? sessionStorage.getItem(key) ?? undefined;
}

export function keepToken(token: string): void {
  sessionStorage.setItem(key, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(key);
}
