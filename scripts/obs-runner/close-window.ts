// Closes the windows of an X display as a user does, by WM_DELETE_WINDOW (ICCCM 4.2.8.1). There is no window
// manager on a virtual display that could do it.

import x11, { type Display, type XClient } from 'x11';

/** ClientMessage, format 32 (X11 protocol, "Events"). */
const clientMessage = 33;
const formatBits = 32;
const eventBytes = 32;
const anyType = 0;
const propertyWordsMax = 1024;

/**
 * Asks the windows of the display whose title begins with `title` to close; how many there are. They decide
 * themselves when they do.
 *
 * Throws if the display can't be reached.
 */
export async function closeWindows(displayName: string, title: string): Promise<number> {
  const { client, screen } = await open(displayName);
  try {
    const atoms = {
      name: await atomOf(client, 'WM_NAME'),
      protocols: await atomOf(client, 'WM_PROTOCOLS'),
      deleteWindow: await atomOf(client, 'WM_DELETE_WINDOW'),
    };
    const root = screen[0]?.root ?? 0;
    const { children } = await answer<{ children: number[] }>((reply) =>
      client.QueryTree(root, reply),
    );
    let closed = 0;
    for (const window of children) {
      if (!(await textOf(client, window, atoms.name)).startsWith(title)) continue;
      client.SendEvent(window, 0, 0, deleteMessage(window, atoms));
      closed++;
    }
    return closed;
  } finally {
    await answer<unknown>((reply) => client.GetInputFocus(reply)).catch(() => undefined);
    client.terminate();
  }
}

function open(display: string): Promise<Display> {
  return new Promise((resolve, reject) => {
    const client = x11.createClient({ display }, (error, opened) => {
      if (error) reject(error);
      else resolve(opened);
    });
    client.on('error', reject);
  });
}

function answer<T>(ask: (reply: (error: Error | null, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, value) => (error ? reject(error) : resolve(value)));
  });
}

function atomOf(client: XClient, name: string): Promise<number> {
  return answer((reply) => client.InternAtom(false, name, reply));
}

/** Empty for a window that has no such property, or is gone. */
async function textOf(client: XClient, window: number, property: number): Promise<string> {
  const found = await answer<{ data: Buffer }>((reply) =>
    client.GetProperty(0, window, property, anyType, 0, propertyWordsMax, reply),
  ).catch(() => undefined);
  return found?.data.toString() ?? '';
}

function deleteMessage(
  window: number,
  { protocols, deleteWindow }: { protocols: number; deleteWindow: number },
): Buffer {
  const event = Buffer.alloc(eventBytes);
  event.writeUInt8(clientMessage, 0);
  event.writeUInt8(formatBits, 1);
  event.writeUInt32LE(window, 4);
  event.writeUInt32LE(protocols, 8);
  event.writeUInt32LE(deleteWindow, 12);
  return event;
}
