// Drawn face: a simple face of our own, the same for everybody, in the chosen colour. It turns its head, opens its mouth
// and shuts its eyes as the face behind it does; no pixel, no colour and no proportion of that face is in it.

import { type FacePose, turnMaxRad } from '../../expression/face-pose.ts';
import { ellipse, FlatCanvas, mixed } from '../flat-canvas.ts';
import type { MaskStyle, StyleInput } from '../mask-styles.ts';
import { patchShape } from '../patch-shape.ts';

/** Half the head's height and width, in the drawing's units; the region is `fitted` of the height at least. */
const head = { halfWidth: 0.76, halfHeight: 0.96 } as const;
const fitted = { halfWidth: 0.9, halfHeight: 1 } as const;
/** How far features go when the head turns as far as it does, and how much a side that turns away narrows. */
const turnShift = { x: 0.26, y: 0.2 } as const;
const turnNarrows = 0.35;
/** Colours are 0xBBGGRR. */
const backdrop = 0x8a7566;
const dark = 0x2b2326;
const white = 0xffffff;
const mouthInside = 0x40305e;
const tongue = 0x7a6fd6;
/** Faces darker than this, 0 to 1, get their lines in a lighter colour. */
const darkBelow = 0.25;

export const drawnFace: MaskStyle = { sideMax: 256, needsLandmarks: true, draw };

function draw(input: StyleInput, texels: Uint32Array): void {
  const { side, pose } = input;
  const skin = input.maskColor & 0xffffff;
  const isDark = luminance(skin) < darkBelow;
  const lines = isDark ? mixed(skin, white, 0.45) : mixed(skin, dark, 0.88);
  const shade = isDark ? mixed(skin, white, 0.1) : mixed(skin, dark, 0.16);

  const canvas = new FlatCanvas(texels, { ...scaleOf(input), side, turnRad: pose.rollRad });
  canvas.fill(backdrop);
  const yaw = pose.yawRad / turnMaxRad;
  const pitch = pose.pitchRad / turnMaxRad;
  const shiftX = yaw * turnShift.x;
  const shiftY = pitch * turnShift.y;

  for (const way of [-1, 1]) {
    const x = way * head.halfWidth - shiftX * 0.35;
    canvas.ellipse({ x, y: 0.02 - shiftY * 0.4, halfWidth: 0.13, halfHeight: 0.19 }, shade);
  }
  canvas.ellipse({ x: 0, y: 0, ...head }, skin);
  drawCheeks(canvas, { shiftX, shiftY, shade });
  for (const way of [-1, 1]) drawEye(canvas, { way, yaw, shiftX, shiftY, pose, lines, skin });
  canvas.arc(
    { x: shiftX * 1.35, y: 0.2 + shiftY * 1.2, halfWidth: 0.09, sag: 0.06, width: 0.055 },
    lines,
  );
  drawMouth(canvas, { x: shiftX, y: 0.5 + shiftY * 0.9, pose, lines });
}

interface Turned {
  readonly shiftX: number;
  readonly shiftY: number;
}

function drawCheeks(
  canvas: FlatCanvas,
  { shiftX, shiftY, shade }: Turned & { shade: number },
): void {
  for (const way of [-1, 1]) {
    const [x, y] = [way * 0.46 + shiftX * 0.8, 0.28 + shiftY * 0.8];
    const blush = ellipse({ x, y, halfWidth: 0.13, halfHeight: 0.09 });
    const onHead = ellipse({ x: 0, y: 0, ...head });
    canvas.draw(
      (u, v) => Math.max(blush(u, v), onHead(u, v)),
      { x, y, halfWidth: 0.13, halfHeight: 0.09 },
      shade,
    );
  }
}

interface Eye extends Turned {
  /** -1: left in the picture; 1: right. */
  readonly way: number;
  readonly yaw: number;
  readonly pose: FacePose;
  readonly lines: number;
  readonly skin: number;
}

function drawEye(canvas: FlatCanvas, { way, yaw, shiftX, shiftY, pose, lines }: Eye): void {
  const narrow = 1 - turnNarrows * Math.max(0, way * yaw);
  const x = way * 0.3 * (1 - 0.3 * Math.max(0, way * yaw)) + shiftX;
  const y = -0.1 + shiftY;
  const halfWidth = 0.125 * narrow;
  const halfHeight = 0.16 * pose.eyes;
  if (halfHeight < 0.05) {
    canvas.arc({ x, y: y + 0.02, halfWidth, sag: 0.05, width: 0.05 }, lines);
  } else {
    const eyeball = { x, y, halfWidth, halfHeight };
    canvas.ellipse(eyeball, white);
    const inEye = ellipse(eyeball);
    const iris = { x: x + yaw * 0.03, y: y + 0.015, halfWidth: 0.078 * narrow, halfHeight: 0.098 };
    const pupil = ellipse(iris);
    canvas.draw((u, v) => Math.max(inEye(u, v), pupil(u, v)), iris, dark);
    canvas.ellipse(
      { x: iris.x - 0.022, y: iris.y - 0.035, halfWidth: 0.024, halfHeight: 0.028 },
      white,
    );
  }
  const browY = y - 0.27 - pose.brows * 0.07;
  canvas.arc({ x, y: browY, halfWidth: halfWidth * 1.15, sag: -0.05, width: 0.06 }, lines);
}

interface Mouth {
  readonly x: number;
  readonly y: number;
  readonly pose: FacePose;
  readonly lines: number;
}

/** Shut: a line that is bent a little upwards even at rest. Open: a rounded shape below that line. */
function drawMouth(canvas: FlatCanvas, { x, y, pose, lines }: Mouth): void {
  const bend = 0.06 + 0.09 * pose.corners;
  const halfWidth = 0.26 - 0.06 * pose.mouth + 0.03 * pose.corners;
  const top = y - bend / 2;
  const open = 0.3 * pose.mouth;
  if (open < 0.04) {
    canvas.arc({ x, y: top, halfWidth, sag: bend, width: 0.06 }, lines);
    return;
  }
  const inMouth = (u: number, v: number) => {
    const t = (u - x) / halfWidth;
    const round = Math.sqrt(Math.max(0, 1 - t * t));
    const upper = top + bend * 0.5 * (1 - t * t);
    const lower = upper + open * round + bend * 0.5 * (1 - t * t);
    return Math.max(upper - v, v - lower, (Math.abs(t) - 1) * halfWidth) * 0.8;
  };
  const bounds = {
    x,
    y: y + open / 2,
    halfWidth: halfWidth + 0.03,
    halfHeight: open / 2 + Math.abs(bend) + 0.06,
  };
  canvas.draw((u, v) => inMouth(u, v) - 0.025, bounds, lines);
  canvas.draw((u, v) => inMouth(u, v) + 0.02, bounds, mouthInside);
  const tip = ellipse({
    x,
    y: top + bend * 0.5 + open * 1.05,
    halfWidth: halfWidth * 0.6,
    halfHeight: open * 0.45,
  });
  canvas.draw((u, v) => Math.max(inMouth(u, v) + 0.02, tip(u, v)), bounds, tongue);
}

/** Texels per unit of the drawing, so that the head fits into the region. */
function scaleOf({ side, columnStep, rowStep }: StyleInput): { scaleX: number; scaleY: number } {
  const regionHalf = side / 2 / patchShape(side).quadScale;
  const unit = Math.min(
    (regionHalf * columnStep) / fitted.halfWidth,
    (regionHalf * rowStep) / fitted.halfHeight,
  );
  return { scaleX: unit / columnStep, scaleY: unit / rowStep };
}

/** 0 to 1, as bright as a colour 0xBBGGRR looks, about. */
function luminance(color: number): number {
  const channel = (shift: number) => ((color >>> shift) & 0xff) / 255;
  return 0.2126 * channel(0) + 0.7152 * channel(8) + 0.0722 * channel(16);
}
