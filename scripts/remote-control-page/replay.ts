// Asks a real OBS what docs/remote-control.md asks, in its order.

import { setTimeout as delay } from 'node:timers/promises';
import { vendorName } from '../../protocol/names.ts';
import {
  clipSource,
  maskedSourceName,
  maskFilter,
  type SourceEntry,
} from '../obs-config/scene-collection.ts';
import type { HeadlessObs } from '../obs-runner/headless-obs.ts';
import { inRepository } from '../repository.ts';
import { noteIds, withIds } from './compare.ts';
import { type Example, examplesOf, type JsonObject } from './page.ts';

export const remoteControlPage = inRepository('docs', 'remote-control.md');

/** What the page's OBS has: a camera with a mask, and a guest without one. */
export function pageSources(clipFile: string): SourceEntry[] {
  return [clipSource(clipFile, [maskFilter()]), { ...clipSource(clipFile, []), name: 'Guest' }];
}

/** OBS applies changed settings with a frame to come; what the page reports next shows them. */
const settledMs = 250;

export interface Replayed {
  readonly example: Example;
  /** With the page's ids, where it has any. */
  readonly reply: JsonObject;
}

/** Once masks are drawn: figures are then those of a run. */
export async function replayPage(obs: HeadlessObs, page: string): Promise<Replayed[]> {
  await obs.waitFor('masked frames', 60_000, async () => {
    const { filters } = await obs.status();
    const camera = filters.find(({ source_name: name }) => name === maskedSourceName);
    return camera && camera.frames.masked > 60 ? camera : undefined;
  });
  const ids = new Map<string, string>();
  const replayed: Replayed[] = [];
  for (const example of examplesOf(page)) {
    await delay(settledMs);
    const data = withIds(example.data, ids);
    const { responseData } = await obs.call('CallVendorRequest', {
      vendorName,
      requestType: example.request,
      // obs-websocket refuses data without a field.
      ...(Object.keys(data).length > 0 ? { requestData: JSON.parse(JSON.stringify(data)) } : {}),
    });
    const reply: JsonObject = { ...responseData };
    noteIds(example.reply, reply, ids);
    const idsOfPage = new Map([...ids].map(([ofPage, real]) => [real, ofPage]));
    replayed.push({ example, reply: withIds(reply, idsOfPage) });
  }
  return replayed;
}
