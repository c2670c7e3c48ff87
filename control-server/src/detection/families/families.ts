// The families of detectors that a user's own model may be of.

import { blazeFaceFamily } from './blazeface-family.ts';
import { centerFace } from './centerface.ts';
import type { DetectorFamily } from './detector-family.ts';
import { retinaFace } from './retinaface.ts';
import { scrfd } from './scrfd.ts';
import { ultraFaceFamily } from './ultraface-family.ts';
import { yolo5Face, yolo8Face } from './yolo-face.ts';
import { yunet } from './yunet.ts';

/** No two know the same shapes; a test holds that. */
export const detectorFamilies: readonly DetectorFamily[] = [
  yunet,
  scrfd,
  centerFace,
  retinaFace,
  ultraFaceFamily,
  blazeFaceFamily,
  yolo5Face,
  yolo8Face,
];

export function familyNamed(name: string): DetectorFamily | undefined {
  return detectorFamilies.find((family) => family.name === name);
}
