// A process that runs clips, one at a time, as it is told to; bench:leak starts one for each core. Inference
// takes one thread here: two clips side by side take less time than two threads on one.

import { CachedDetection } from './cached-detection.ts';
import { Cast } from './cast.ts';
import { type ClipResult, type RunPlan, runClip } from './clip-run.ts';
import type { ClipSpec } from './clip-spec.ts';
import { type FolderClipEntry, openFolderClip } from './folder-clips.ts';
import { createGeneratedClip } from './generated-clip.ts';

export type ClipJob =
  | { readonly kind: 'generated'; readonly name: string; readonly spec: ClipSpec }
  | {
      readonly kind: 'folder';
      readonly name: string;
      readonly folder: string;
      readonly entry: FolderClipEntry;
    };

export interface ClipOrder {
  readonly job: ClipJob;
  readonly plan: RunPlan;
}

export type ClipReply =
  | { readonly type: 'done'; readonly result: ClipResult; readonly seconds: number }
  | { readonly type: 'failed'; readonly error: unknown };

const detection = await CachedDetection.open(1);
let cast: Promise<Cast> | undefined;

async function run({ job, plan }: ClipOrder): Promise<ClipResult> {
  switch (job.kind) {
    case 'generated': {
      cast ??= Cast.load();
      const people = await cast;
      const result = await runClip(createGeneratedClip(job.spec, people), detection, plan);
      people.forgetSprites();
      return result;
    }
    case 'folder': {
      const { clip, close } = await openFolderClip(job.folder, job.entry);
      try {
        return await runClip(clip, detection, plan);
      } finally {
        await close();
      }
    }
  }
}

process.on('message', (order: ClipOrder) => {
  const beganMs = performance.now();
  run(order)
    .then((result): ClipReply => {
      return { type: 'done', result, seconds: (performance.now() - beganMs) / 1000 };
    })
    .catch((error: unknown): ClipReply => ({ type: 'failed', error }))
    .then((reply) => process.send?.(reply));
});
// Nobody is left to work for.
process.on('disconnect', () => process.exit(0));
