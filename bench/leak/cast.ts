// The people of the clips: heads cut out of the photographs of the demo clip's manifest, at whatever
// size a clip needs them. The photographs are decoded once.

import { type CutFace, loadFaces } from '../../scripts/demo-clip/face-sprites.ts';
import { readPhotoManifest, type View, views } from '../../scripts/demo-clip/photo-manifest.ts';
import { cutSprite, type Sprite } from '../../scripts/demo-clip/raster.ts';

/** Sprites are kept in sizes that differ by this factor, and scaled down by less than it when drawn. */
const sizeStep = 1.08;

/** The view of each member of the cast, in the cast's order. */
export function castViews(): readonly View[] {
  return readPhotoManifest().photos.flatMap(({ faces }) => faces.map(({ view }) => view));
}

export class Cast {
  readonly #faces: readonly CutFace[];
  readonly #sprites = new Map<string, Sprite>();

  private constructor(faces: readonly CutFace[]) {
    this.#faces = faces;
  }

  /** Throws `ModelError` with `package_unreachable` where neither the cache nor the registry has them. */
  static async load(): Promise<Cast> {
    return new Cast(await loadFaces(views));
  }

  get size(): number {
    return this.#faces.length;
  }

  /** Width of the head over its height. */
  aspectOf(index: number): number {
    const [, , width, height] = this.#faceAt(index).face;
    return width / height;
  }

  /** The head with a face of about this height: never smaller, unless the photograph is. */
  sprite(index: number, faceHeightPx: number): Sprite {
    const cut = this.#faceAt(index);
    const level = Math.ceil(Math.log(Math.max(1, faceHeightPx)) / Math.log(sizeStep));
    const key = `${index}:${level}`;
    const known = this.#sprites.get(key);
    if (known) return known;
    const heightPx = Math.min(sizeStep ** level, cut.face[3]);
    const sprite = cutSprite(cut.photo, cut.crop, cut.face, heightPx);
    this.#sprites.set(key, sprite);
    return sprite;
  }

  /** Large sprites take some memory; the next clip wants others. */
  forgetSprites(): void {
    this.#sprites.clear();
  }

  #faceAt(index: number): CutFace {
    const face = this.#faces[index];
    if (!face)
      throw new RangeError(`The cast has ${this.#faces.length} members, not ${index + 1}.`);
    return face;
  }
}
