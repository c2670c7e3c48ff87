// Clips from anywhere: a folder of videos with a boxes.json (see README.md), decoded by ffmpeg to analysis
// size. The frames lie in a temporary file, so that a clip may be long.

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { limit } from '../../protocol/names.ts';
import { progress } from '../../scripts/command-line.ts';
import { exitStatus, UserError } from '../../scripts/user-error.ts';
import { linkFaces } from './face-links.ts';
import type { HeadTruth, LeakClip } from './leak-clip.ts';

/** x, y, width, height in pixels of the clip; then, if known, the clockwise turn in degrees and an id. */
const boxSchema = z.array(z.number()).min(4).max(6);

const clipSchema = z.object({
  file: z.string().min(1),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  fps: z.number().positive().max(240),
  frames: z.array(z.array(boxSchema)).min(1),
  /** Capture times, where they are not regular. */
  timesMs: z.array(z.number()).optional(),
});
export type FolderClipEntry = z.infer<typeof clipSchema>;

const boxesFile = z.object({ clips: z.array(clipSchema).min(1) });

/** Throws `UserError` with `boxes_missing` or `boxes_invalid`. */
export async function readFolder(folder: string): Promise<FolderClipEntry[]> {
  const file = path.join(folder, 'boxes.json');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError({
      code: 'boxes_missing',
      message: `${file} can't be read; bench/leak/README.md says what it must hold.`,
      status: exitStatus.usage,
      cause,
    });
  });
  const { data, error } = boxesFile.safeParse(parsedJson(text));
  if (data) return data.clips;
  throw new UserError({
    code: 'boxes_invalid',
    message: `${file} is not a list of clips as bench/leak/README.md describes it.`,
    status: exitStatus.usage,
    cause: error,
  });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Refused by the schema, like any other content that is not a list of clips.
    return undefined;
  }
}

export interface OpenFolderClip {
  readonly clip: LeakClip;
  close(): Promise<void>;
}

/** Throws `UserError` with `clip_undecodable`. */
export async function openFolderClip(
  folder: string,
  entry: FolderClipEntry,
): Promise<OpenFolderClip> {
  const size = analysisSizeOf(entry.width, entry.height);
  const frameBytes = size.widthPx * size.heightPx * 4;
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'playalter-leak-'));
  const raw = path.join(temporary, 'frames.rgba');
  try {
    await decode(path.join(folder, entry.file), raw, size);
    const decoded = Math.floor(statSync(raw).size / frameBytes);
    const frameCount = Math.min(decoded, entry.frames.length);
    if (decoded !== entry.frames.length) {
      progress(
        `${entry.file} has ${decoded} frames and boxes for ${entry.frames.length}; ${frameCount} are used`,
      );
    }
    const descriptor = openSync(raw, 'r');
    return {
      clip: clipOf(entry, { ...size, frameCount, frameBytes, descriptor }),
      close: async () => {
        closeSync(descriptor);
        await rm(temporary, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

interface DecodedFrames {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frameCount: number;
  readonly frameBytes: number;
  readonly descriptor: number;
}

function clipOf(entry: FolderClipEntry, decoded: DecodedFrames): LeakClip {
  const { frameCount, frameBytes, descriptor } = decoded;
  const picture = new Uint8Array(frameBytes);
  const intervalMs = 1000 / entry.fps;
  const heads = linkFaces(entry.frames.slice(0, frameCount).map((boxes) => boxes.map(headOf)));
  return {
    name: entry.file,
    widthPx: entry.width,
    heightPx: entry.height,
    analysisWidthPx: decoded.widthPx,
    analysisHeightPx: decoded.heightPx,
    frameCount,
    intervalMs,
    timeMs: (index) => entry.timesMs?.[index] ?? index * intervalMs,
    isPublished: () => true,
    truth(index) {
      const inFrame: readonly HeadTruth[] = heads[index] ?? [];
      return { heads: inFrame, hiders: inFrame.map(() => []) };
    },
    picture(index) {
      const read = readSync(descriptor, picture, 0, frameBytes, index * frameBytes);
      if (read !== frameBytes) throw new Error(`${entry.file}: frame ${index} is incomplete.`);
      return picture;
    },
  };
}

function headOf([x = 0, y = 0, width = 0, height = 0, angleDeg = 0, id]: number[]) {
  return {
    centreXPx: x + width / 2,
    centreYPx: y + height / 2,
    halfWidthPx: width / 2,
    halfHeightPx: height / 2,
    angleRad: (angleDeg * Math.PI) / 180,
    id,
  };
}

/** As the plugin's analysis-stage.cpp has it. */
export function analysisSizeOf(
  width: number,
  height: number,
): { widthPx: number; heightPx: number } {
  const longest = Math.max(width, height);
  if (longest <= limit.analysisSide) return { widthPx: width, heightPx: height };
  const scaled = (side: number) => Math.max(1, Math.round((side * limit.analysisSide) / longest));
  return { widthPx: scaled(width), heightPx: scaled(height) };
}

async function decode(
  file: string,
  raw: string,
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
): Promise<void> {
  try {
    await execa('ffmpeg', [
      ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-threads', '1', '-i', file],
      ...['-map', '0:v:0', '-fps_mode', 'passthrough'],
      ...['-vf', `scale=${widthPx}:${heightPx}:flags=area`],
      ...['-f', 'rawvideo', '-pix_fmt', 'rgba', raw],
    ]);
  } catch (cause) {
    throw new UserError({
      code: 'clip_undecodable',
      message: `ffmpeg can't decode ${file}.`,
      status: exitStatus.usage,
      cause,
    });
  }
}
