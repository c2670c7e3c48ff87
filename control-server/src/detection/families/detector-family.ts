// What a family of detectors has to say about itself. A family is one file that makes one of these, and its line in families.ts.
//
// A model that a user brings is of a family if its outputs have the family's shapes; their names are the exporter's taste.

import type { ScoreCalibration } from '../confidence-calibration.ts';

export interface NetworkSize {
  /** Pixels of the picture that the network sees. */
  readonly width: number;
  readonly height: number;
}

export interface OutputShape {
  readonly name: string;
  readonly dims: readonly number[];
}

/** What the network wants of each channel's values from 0 to 255: (value - mean) / scale. */
export interface PictureValues {
  readonly channels: 'rgb' | 'bgr';
  /** In the order of `channels`. */
  readonly means: readonly [number, number, number];
  readonly scale: number;
}

/** A face where the network sees it, before suppression: pixels of its picture. */
export interface NetworkFace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Clockwise; 0 where the model does not say. */
  readonly angleRad: number;
  /** The model's own, 0 to 1. */
  readonly score: number;
}

export interface DetectorFamily {
  /** As it is recorded with a model: never renamed. */
  readonly name: string;
  readonly title: string;
  readonly picture: PictureValues;
  /** Its sizes are multiples of this, where a model leaves the size open. */
  readonly sizeStep: number;
  readonly calibration: ScoreCalibration;
  /**
   * The outputs' names, in the order in which `decode` reads them, if these are what a model of the
   * family gives for a picture of that size. Further outputs make it another model.
   */
  recognise(outputs: readonly OutputShape[], size: NetworkSize): readonly string[] | undefined;
  /**
   * All faces from `scoreMin` on, in boxes of the convention of detection.ts. Throws `inference_invalid`
   * where a score, or the box of a face, is no number.
   */
  decode(
    outputs: readonly Float32Array[],
    size: NetworkSize,
    scoreMin: number,
  ): readonly NetworkFace[];
}

/**
 * Gives each wanted shape the first output, in the graph's order, that has it and is not taken yet.
 * Undefined where one is missing or any output is left.
 */
export function outputsInOrder(
  outputs: readonly OutputShape[],
  wanted: readonly (readonly number[])[],
): string[] | undefined {
  if (outputs.length !== wanted.length) return undefined;
  const left = [...outputs];
  const names: string[] = [];
  for (const dims of wanted) {
    const at = left.findIndex((output) => hasDims(output, dims));
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (!found) return undefined;
    names.push(found.name);
  }
  return names;
}

function hasDims({ dims }: OutputShape, wanted: readonly number[]): boolean {
  return dims.length === wanted.length && dims.every((size, at) => size === wanted[at]);
}

/** Cells of a grid of one stride; what does not divide is padded, as convolutions do. */
export function gridOf({ width, height }: NetworkSize, stride: number) {
  return { columns: Math.ceil(width / stride), rows: Math.ceil(height / stride) };
}
