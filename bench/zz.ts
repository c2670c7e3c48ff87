import { measureBundle } from './control/bundle-size.ts';
import { measureDocksLoad } from './control/docks-load.ts';
import { measureFirstPaint } from './control/first-paint.ts';
import { measureStuckClient } from './control/stuck-client.ts';

const which = process.argv[2];
if (which === 'bundle') console.log(await measureBundle());
if (which === 'paint') console.log(await measureFirstPaint(5));
if (which === 'docks')
  console.log(JSON.stringify(await measureDocksLoad({ rounds: 2, roundSeconds: 6 })));
if (which === 'stuck') console.log(await measureStuckClient(7));
if (which === 'change') {
  const { measureChangeToPicture } = await import('./control/change-to-picture.ts');
  console.log(JSON.stringify(await measureChangeToPicture(20)));
}
