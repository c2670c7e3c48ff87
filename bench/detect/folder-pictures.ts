// Pictures from anywhere: a folder with a boxes.json (see README.md), decoded by ffmpeg to analysis size.
// Pictures without boxes that name a tone group are face chips (chip-pictures.ts).

import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';
import { exitStatus, UserError } from '../../scripts/user-error.ts';
import { analysisSizeOf } from '../leak/folder-clips.ts';
import type { LabelledFace, PictureSource } from './labelled-picture.ts';

const boxSchema = z.object({
  x: z.number(),
  y: z.number(),
  w: z.number().nonnegative(),
  h: z.number().nonnegative(),
  /** What covers the face, in the set's own words. */
  label: z.string().optional(),
  /** 0 none, 1 partly, 2 heavily. */
  occ: z.number().optional(),
  /** 1: not upright or not frontal. */
  pose: z.number().optional(),
  /** 1: extreme. */
  illum: z.number().optional(),
  /** 1: nobody could tell. */
  invalid: z.union([z.number(), z.boolean()]).optional(),
  /** Fitzpatrick's type, I to VI. */
  skin: z.string().optional(),
});
type FolderBox = z.infer<typeof boxSchema>;

const pictureSchema = z.object({
  file: z.string().min(1),
  w: z.number().int().positive().max(16_384),
  h: z.number().int().positive().max(16_384),
  boxes: z.array(boxSchema),
});
export type FolderPicture = z.infer<typeof pictureSchema>;

/** A square around an aligned face, which fills the middle of it. */
const chipSchema = z.object({ file: z.string().min(1), race: z.string().min(1) });
export type FolderChip = z.infer<typeof chipSchema>;

const boxesFile = z.object({
  images: z.union([z.array(pictureSchema).min(1), z.array(chipSchema).min(1)]),
});

export type FolderContent =
  | { readonly kind: 'pictures'; readonly pictures: readonly FolderPicture[] }
  | { readonly kind: 'chips'; readonly chips: readonly FolderChip[] };

/** Throws `UserError` with `boxes_missing`, `boxes_invalid`, `boxes_none` or `picture_missing`. */
export async function readPictureFolder(folder: string): Promise<FolderContent> {
  const file = path.join(folder, 'boxes.json');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw usage(
      'boxes_missing',
      `${file} can't be read; bench/detect/README.md says what it must hold.`,
      cause,
    );
  });
  const { data, error } = boxesFile.safeParse(parsedJson(text));
  if (!data) {
    throw usage(
      'boxes_invalid',
      `${file} is not a list of images as bench/detect/README.md describes it.`,
      error,
    );
  }
  for (const { file: name } of data.images) {
    const picture = path.join(folder, name);
    await access(picture).catch((cause: unknown) => {
      throw usage(
        'picture_missing',
        `${picture} is in the list of ${file} and can't be read.`,
        cause,
      );
    });
  }
  const pictures = data.images.filter((image) => 'boxes' in image);
  if (pictures.length === 0) {
    return { kind: 'chips', chips: data.images.filter((image) => 'race' in image) };
  }
  if (pictures.every(({ boxes }) => boxes.every(isIgnored))) {
    throw usage('boxes_none', `${file} has no face in it to look for.`);
  }
  return { kind: 'pictures', pictures };
}

function usage(code: string, message: string, cause?: unknown): UserError {
  return new UserError({ code, message, status: exitStatus.usage, cause });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Refused by the schema, like any other content that is not a list of images.
    return undefined;
  }
}

export function folderPictures(
  folder: string,
  pictures: readonly FolderPicture[],
): PictureSource[] {
  return pictures.map((picture) => ({
    name: picture.file,
    async load() {
      const { widthPx, heightPx } = analysisSizeOf(picture.w, picture.h);
      const image = await decodePicture(path.join(folder, picture.file), {
        first: { widthPx: picture.w, heightPx: picture.h },
        widthPx,
        heightPx,
      });
      const scaleX = widthPx / picture.w;
      const scaleY = heightPx / picture.h;
      const faces = picture.boxes.map((box): LabelledFace => {
        const { x, y, w, h } = box;
        return {
          xPx: x * scaleX,
          yPx: y * scaleY,
          widthPx: w * scaleX,
          heightPx: h * scaleY,
          heightShare: h / picture.h,
          isIgnored: isIgnored(box),
          traits: traitsOf(box),
          // As the picture is lit; nobody darkened it.
          ...(box.skin && /^[IV]+$/.test(box.skin)
            ? { tone: { group: box.skin, light: 'light' as const } }
            : {}),
        };
      });
      return { name: picture.file, image, faces };
    },
  }));
}

function isIgnored({ invalid, w, h }: FolderBox): boolean {
  return Boolean(invalid) || w < 1 || h < 1;
}

const coverings = ['none', 'partly', 'heavily'] as const;

function traitsOf({ label, occ, pose, illum }: FolderBox): LabelledFace['traits'] {
  const occlusion = label ?? (occ === undefined ? undefined : coverings[occ]);
  return {
    ...(occlusion ? { occlusion } : {}),
    ...(pose === undefined ? {} : { poses: pose === 0 ? 'typical' : 'untypical' }),
    ...(illum === undefined ? {} : { light: illum === 0 ? 'normal' : 'extreme' }),
  };
}

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** RGBA; throws `UserError` with `picture_undecodable`. */
export async function decodePicture(
  file: string,
  { first, widthPx, heightPx }: PictureSize & { readonly first?: PictureSize },
): Promise<AnalysisImage> {
  const scales = [
    ...(first ? [`scale=${first.widthPx}:${first.heightPx}:flags=bicubic`] : []),
    `scale=${widthPx}:${heightPx}:flags=area`,
  ];
  const bytes = widthPx * heightPx * 4;
  const decoded = await execa(
    'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-threads', '1', '-i', file],
      ...['-frames:v', '1', '-vf', scales.join(',')],
      ...['-f', 'rawvideo', '-pix_fmt', 'rgba', 'pipe:1'],
    ],
    { encoding: 'buffer', maxBuffer: bytes + 1 },
  ).catch((cause: unknown) => {
    throw usage('picture_undecodable', `ffmpeg can't decode ${file}.`, cause);
  });
  if (decoded.stdout.length !== bytes) {
    throw usage('picture_undecodable', `ffmpeg finds no picture in ${file}.`);
  }
  // A copy of its own: what the child left may lie in a larger buffer.
  return { data: Uint8Array.from(decoded.stdout), widthPx, heightPx };
}
