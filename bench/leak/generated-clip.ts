// Makes a clip of its specification: pictures at analysis size, drawn on demand, and the truth that
// belongs to them. Pure: the specification and the photographs decide every pixel.

import { drawBackdrop } from '../../scripts/demo-clip/backdrop.ts';
import { codeHeight, drawFrameCode } from '../../scripts/demo-clip/frame-code.ts';
import type { Sprite } from '../../scripts/demo-clip/raster.ts';
import { seededRandom } from '../../scripts/demo-clip/seeded-random.ts';
import { capturedFrames } from './capture-times.ts';
import type { Cast } from './cast.ts';
import type { ClipSpec, Motion, OccluderSpec, PersonSpec, Place, ShotSpec } from './clip-spec.ts';
import type { FrameTruth, HeadTruth, Hides, LeakClip } from './leak-clip.ts';
import { createLight } from './light.ts';
import { angleAt, fadeAt, headHeightAt, placeAt } from './motion.ts';
import { cameraAt, RoomInView } from './moving-camera.ts';
import { bar, drawOccluder, faceCover, hand, hidesPoint, type Occluder } from './occluders.ts';
import {
  drawTurnedSprite,
  isSpriteOpaque,
  type RgbaPicture,
  type SpritePose,
} from './turned-sprite.ts';

export const sourceSize = { widthPx: 1280, heightPx: 720 } as const;
export const analysisSize = { widthPx: 640, heightPx: 360 } as const;
const scale = analysisSize.widthPx / sourceSize.widthPx;
/** Over which the speed of a face is taken, for motion blur. */
const speedSpanSeconds = 1e-3;

/** Where sprites come from. */
export type Sprites = Pick<Cast, 'sprite'>;

/** A person in a frame: the head's true box and the photographs that show it, poses in source pixels. */
interface PlacedPerson {
  readonly head: HeadTruth;
  readonly drawn: readonly { readonly sprite: Sprite; readonly pose: SpritePose }[];
}

export function createGeneratedClip(spec: ClipSpec, cast: Sprites): LeakClip {
  const frames = capturedFrames(spec);
  const { widthPx: width, heightPx: height } = analysisSize;
  const backdrops = spec.shots.map((_shot, index) => backdropIn(spec, spec.seed + index * 101));
  const light = createLight(spec.light, spec.seed);
  const picture: RgbaPicture = { width, height, data: new Uint8Array(width * height * 4) };

  const frameAt = (index: number) => {
    const frame = frames[index];
    if (!frame) throw new RangeError(`${spec.name} has no frame ${index}.`);
    return frame;
  };
  const sceneAt = (index: number) => {
    const seconds = frameAt(index).pictureMs / 1000;
    const shot = shotAt(spec, seconds);
    return {
      seconds,
      shot,
      people: placePeople(spec, shot, seconds, cast),
      occluders: placeOccluders(spec, shot, seconds),
    };
  };

  return {
    name: spec.name,
    ...sourceSize,
    analysisWidthPx: width,
    analysisHeightPx: height,
    frameCount: frames.length,
    intervalMs: 1000 / spec.fps,
    timeMs: (index) => frameAt(index).timeMs,
    isPublished: (index) => frameAt(index).isPublished,
    truth(index) {
      const { people, occluders } = sceneAt(index);
      return truthOf(people, occluders, spec.hasFrameCode ?? false);
    },
    picture(index) {
      const { seconds, shot, people, occluders } = sceneAt(index);
      const backdrop = backdrops[spec.shots.indexOf(shot)];
      backdrop?.(picture, seconds);
      for (const { sprite, pose } of people.flatMap(({ drawn }) => drawn)) {
        drawTurnedSprite(picture, sprite, inAnalysisPixels(pose));
      }
      for (const occluder of occluders) drawOccluder(picture, occluder, scale);
      light.shine(picture, index);
      if (spec.hasFrameCode) writeFrameCode(picture, index);
      return picture.data;
    },
  };
}

function shotAt({ shots }: ClipSpec, seconds: number): ShotSpec {
  const shot = shots.findLast(({ fromSeconds }) => fromSeconds <= seconds);
  if (!shot) throw new Error('The first shot of a clip begins at 0 seconds.');
  return shot;
}

/** Where something that moves in the room is in the picture. */
function inView({ camera }: ClipSpec, motion: Motion, seconds: number): Place {
  const [x, y] = placeAt(motion, seconds);
  const [asideX, asideY] = cameraAt(camera, seconds);
  return [x - asideX, y - asideY];
}

function shutterSecondsOf({ shutter = 0, rate, fps }: ClipSpec): number {
  return shutter / (rate?.sourceFps ?? fps);
}

function placePeople(
  spec: ClipSpec,
  shot: ShotSpec,
  seconds: number,
  cast: Sprites,
): PlacedPerson[] {
  // Ids differ from shot to shot: after a cut it is somebody else.
  const firstId = spec.shots.indexOf(shot) * 100;
  return shot.people.map((person, index) =>
    placePerson({ spec, person, seconds, cast, faceId: firstId + index }),
  );
}

interface Placing {
  readonly spec: ClipSpec;
  readonly person: PersonSpec;
  readonly seconds: number;
  readonly cast: Sprites;
  readonly faceId: number;
}

function placePerson({ spec, person, seconds, cast, faceId }: Placing): PlacedPerson {
  const shutterSeconds = shutterSecondsOf(spec);
  const [x, y] = inView(spec, person.motion, seconds);
  const [nextX, nextY] = inView(spec, person.motion, seconds + speedSpanSeconds);
  const heightPx = headHeightAt(person, seconds) * sourceSize.heightPx;
  const angleRad = angleAt(person.turn, seconds);
  const fade = fadeAt(person, seconds);
  const place = {
    xPx: x * sourceSize.widthPx,
    yPx: y * sourceSize.heightPx,
    angleRad,
    blurXPx: ((nextX - x) / speedSpanSeconds) * shutterSeconds * sourceSize.widthPx,
    blurYPx: ((nextY - y) / speedSpanSeconds) * shutterSeconds * sourceSize.heightPx,
  };
  const shown = (member: number, opacity: number) => {
    const sprite = cast.sprite(member, heightPx * scale);
    return { sprite, pose: { ...place, opacity, scale: heightPx / sprite.face[3] } };
  };
  const drawn = [
    ...(fade?.opacity === 1 ? [] : [shown(person.cast, 1)]),
    ...(fade ? [shown(fade.cast, fade.opacity)] : []),
  ];
  // While one fades into the other, both have to be masked.
  const aspect = Math.max(...drawn.map(({ sprite }) => sprite.face[2] / sprite.face[3]));
  return {
    head: {
      faceId,
      centreXPx: place.xPx,
      centreYPx: place.yPx,
      halfWidthPx: (heightPx * aspect) / 2,
      halfHeightPx: heightPx / 2,
      angleRad,
    },
    drawn,
  };
}

function placeOccluders(spec: ClipSpec, shot: ShotSpec, seconds: number): Occluder[] {
  return (shot.occluders ?? []).map((occluder) => placeOccluder(spec, shot, occluder, seconds));
}

function placeOccluder(
  spec: ClipSpec,
  shot: ShotSpec,
  occluder: OccluderSpec,
  seconds: number,
): Occluder {
  const { widthPx, heightPx } = sourceSize;
  switch (occluder.kind) {
    case 'bar': {
      const [x] = inView(spec, occluder.motion, seconds);
      return bar(x * widthPx, occluder.width * widthPx, heightPx);
    }
    case 'hand': {
      const person = shot.people[occluder.person];
      if (!person) throw new Error('A hand needs a person to pass in front of.');
      const [x, y] = placeAt(occluder.motion, seconds);
      const [personX, personY] = inView(spec, person.motion, seconds);
      const headPx = headHeightAt(person, seconds) * heightPx;
      return hand(
        personX * widthPx + x * headPx,
        personY * heightPx + y * headPx,
        occluder.size * headPx,
        spec.seed,
      );
    }
    case 'face-cover': {
      const person = shot.people[occluder.person];
      if (!person) throw new Error('A cover needs a face.');
      const [personX, personY] = inView(spec, person.motion, seconds);
      return faceCover({
        middleXPx: personX * widthPx,
        middleYPx: personY * heightPx,
        faceHeightPx: headHeightAt(person, seconds) * heightPx,
        angleRad: angleAt(person.turn, seconds),
        cloth: spec.seed + occluder.person,
      });
    }
  }
}

function truthOf(
  people: readonly PlacedPerson[],
  occluders: readonly Occluder[],
  hasFrameCode: boolean,
): FrameTruth {
  const codePx = codeHeight(sourceSize.heightPx);
  const inFrontOfAll: Hides[] = [
    ...occluders.map(
      (occluder): Hides =>
        (x, y) =>
          hidesPoint(occluder, x, y),
    ),
    ...(hasFrameCode
      ? [(_x: number, y: number) => y < codePx || y >= sourceSize.heightPx - codePx]
      : []),
  ];
  return {
    heads: people.map(({ head }) => head),
    hiders: people.map((_person, index) => [
      ...inFrontOfAll,
      ...people
        .slice(index + 1)
        .flatMap(({ drawn }) => drawn)
        .filter(({ pose }) => pose.opacity === 1)
        .map(
          ({ sprite, pose }): Hides =>
            (x, y) =>
              isSpriteOpaque(sprite, pose, x, y),
        ),
    ]),
  };
}

function inAnalysisPixels(pose: SpritePose): SpritePose {
  return {
    ...pose,
    xPx: pose.xPx * scale,
    yPx: pose.yPx * scale,
    scale: pose.scale * scale,
    blurXPx: pose.blurXPx * scale,
    blurYPx: pose.blurYPx * scale,
  };
}

function writeFrameCode(picture: RgbaPicture, index: number): void {
  const { width, height, data } = picture;
  const strip = { width, height, data: new Uint8Array(width * height * 3) };
  drawFrameCode(strip, index);
  const codePixels = codeHeight(height) * width;
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (pixel >= codePixels && pixel < width * height - codePixels) continue;
    data.fill(strip.data[pixel * 3] ?? 0, pixel * 4, pixel * 4 + 3);
  }
}

/** Draws a room over the whole picture, as the camera shows it. */
function backdropIn(spec: ClipSpec, seed: number): (picture: RgbaPicture, seconds: number) => void {
  const { camera } = spec;
  if (!camera) {
    const still = backdropOf(seed);
    return (picture) => picture.data.set(still);
  }
  const room = new RoomInView(spec, analysisSize, seed);
  const blurShare = shutterSecondsOf(spec) / speedSpanSeconds;
  return (picture, seconds) => {
    const [x, y] = cameraAt(camera, seconds);
    const [nextX, nextY] = cameraAt(camera, seconds + speedSpanSeconds);
    room.draw(picture, {
      xPx: x * analysisSize.widthPx,
      yPx: y * analysisSize.heightPx,
      blurXPx: (nextX - x) * blurShare * analysisSize.widthPx,
      blurYPx: (nextY - y) * blurShare * analysisSize.heightPx,
    });
  };
}

/** RGBA at analysis size. */
export function backdropOf(seed: number): Uint8Array {
  const { widthPx, heightPx } = analysisSize;
  const { data } = drawBackdrop(widthPx, heightPx, seededRandom(seed));
  const rgba = new Uint8Array(widthPx * heightPx * 4).fill(255);
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) {
    rgba.set(data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
  }
  return rgba;
}
