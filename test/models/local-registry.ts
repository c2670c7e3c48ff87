// An npm registry on a free port of this machine, with one package that a test makes up.

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export interface LocalRegistry {
  readonly url: string;
  readonly integrity: string;
  /** Requests answered so far. */
  requests(): number;
  close(): Promise<void>;
}

export interface LocalPackage {
  readonly name: string;
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
}

const blockBytes = 512;

export async function startLocalRegistry(offered: LocalPackage): Promise<LocalRegistry> {
  const { name, version, files } = offered;
  const manifest = JSON.stringify({ name, version });
  const tarball = gzipSync(tarOf({ 'package.json': manifest, ...files }));
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  let answered = 0;
  const server = createServer((request, response) => {
    answered++;
    if (request.url?.endsWith('.tgz')) {
      response.end(tarball);
      return;
    }
    const { port } = server.address() as AddressInfo;
    const dist = { tarball: `http://127.0.0.1:${port}/${version}.tgz`, integrity };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        name,
        'dist-tags': { latest: version },
        versions: { [version]: { name, version, dist } },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    integrity,
    requests: () => answered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A ustar archive; names up to 100 bytes, all below `package/`, as npm has them. */
function tarOf(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const header = Buffer.alloc(blockBytes);
    header.write(`package/${name}`, 0);
    header.write('0000644\0', 100);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\0', 257);
    header.write('00', 263);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const padding = Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes);
    parts.push(header, content, padding);
  }
  return Buffer.concat([...parts, Buffer.alloc(blockBytes * 2)]);
}
