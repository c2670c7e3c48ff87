// Video settings of the active profile: what they are, and a quality written into them. OBS changes them only while no
// output runs.

import type { z } from 'zod';
import type {
  ChoosablePlatform,
  OutputsState,
  setQualityInput,
  setQualityOutput,
} from '../../../protocol/outputs.ts';
import { CodedError } from '../coded-error.ts';
import { type ObsCall, requestStatus, statusOf } from '../egress/obs-connection.ts';
import { chooseEncoder } from './encoders.ts';
import { profileParameter, type VideoSettings, videoSettings } from './obs-replies.ts';
import { audioKbps, bitrateFor, qualityOf, qualitySize, widthFor } from './quality-table.ts';

type Video = NonNullable<OutputsState['video']>;

/** What OBS says; the rest of `OutputsState['video']` is known elsewhere. */
export type ProfileVideo = Omit<Video, 'is_encoder_pending' | 'stop_first'>;

export async function readVideo(call: ObsCall): Promise<ProfileVideo> {
  const video = videoSettings.parse(await call('GetVideoSettings'));
  const fps = video.fpsNumerator / video.fpsDenominator;
  const isAdvanced = await isAdvancedMode(call);
  return {
    base_width: video.baseWidth,
    base_height: video.baseHeight,
    output_width: video.outputWidth,
    output_height: video.outputHeight,
    fps,
    quality: qualityOf({ heightPx: video.outputHeight, fps }),
    output_mode: isAdvanced ? 'advanced' : 'simple',
    video_bitrate_kbps: isAdvanced ? null : await simpleNumber(call, 'VBitrate'),
    audio_bitrate_kbps: isAdvanced ? null : await simpleNumber(call, 'ABitrate'),
    encoder: isAdvanced ? null : await simple(call, 'StreamEncoder'),
  };
}

async function isAdvancedMode(call: ObsCall): Promise<boolean> {
  return (await parameter(call, 'Output', 'Mode'))?.toLowerCase() === 'advanced';
}

async function simple(call: ObsCall, name: string): Promise<string | null> {
  return await parameter(call, 'SimpleOutput', name);
}

async function simpleNumber(call: ObsCall, name: string): Promise<number | null> {
  const value = Number((await simple(call, name)) ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}

async function parameter(call: ObsCall, category: string, name: string): Promise<string | null> {
  const reply = await call('GetProfileParameter', {
    parameterCategory: category,
    parameterName: name,
  });
  const { parameterValue, defaultParameterValue } = profileParameter.parse(reply);
  return parameterValue ?? defaultParameterValue;
}

export interface QualityNeeds {
  readonly call: ObsCall;
  readonly input: z.output<typeof setQualityInput>;
  /** OBS's own stream's and those of the destinations that start with it. */
  readonly platforms: readonly ChoosablePlatform[];
  /** Types of video encoders that OBS has; undefined where it could not be asked. */
  readonly encoders: readonly string[] | undefined;
  /** As the profile named it when OBS last made its outputs. */
  readonly encoderInUse: string | null;
}

const advancedNote =
  'OBS is in advanced output mode: size and frame rate are set, bitrate and encoder are left as they are in Settings, Output.';
const pendingNote = 'OBS takes the new encoder when it is started again.';

/** Throws CodedError `outputs_active`, `encoder_missing`, `advanced_output_mode`. */
export async function setQuality(needs: QualityNeeds): Promise<z.input<typeof setQualityOutput>> {
  const { call, input, platforms } = needs;
  const isAdvanced = await isAdvancedMode(call);
  if (isAdvanced && input.encoder !== 'keep') {
    throw new CodedError(
      'advanced_output_mode',
      'OBS is in advanced output mode: choose the encoder in its Settings, Output, or change to simple mode there.',
    );
  }
  const encoder = isAdvanced ? null : await encoderFor(needs);
  const before = videoSettings.parse(await call('GetVideoSettings'));
  const base = { width: before.baseWidth, height: before.baseHeight };
  const { heightPx, fps } = qualitySize(input.quality);
  const width = widthFor(heightPx, base);
  await setVideo(call, { width, height: heightPx, fps });
  const videoKbps = isAdvanced ? null : bitrateFor(input.quality, platforms);
  if (videoKbps !== null && encoder !== null) {
    await setSimple(call, 'VBitrate', String(videoKbps));
    await setSimple(call, 'ABitrate', String(audioKbps));
    await setSimple(call, 'StreamEncoder', encoder);
  }
  const isPending = encoder !== null && encoder !== needs.encoderInUse;
  return {
    quality: input.quality,
    width,
    height: heightPx,
    fps,
    video_bitrate_kbps: videoKbps,
    audio_bitrate_kbps: isAdvanced ? null : audioKbps,
    encoder,
    is_encoder_pending: isPending,
    note: [
      isAdvanced ? advancedNote : '',
      isPending ? pendingNote : '',
      heightPx > before.baseHeight ? smallCanvasNote(before) : '',
    ]
      .filter(Boolean)
      .join(' '),
  };
}

function smallCanvasNote({ baseWidth, baseHeight }: VideoSettings): string {
  return `OBS's canvas is ${baseWidth}x${baseHeight}: the picture is scaled up, not sharper.`;
}

async function encoderFor(needs: QualityNeeds): Promise<string> {
  return chooseEncoder({
    choice: needs.input.encoder,
    current: (await simple(needs.call, 'StreamEncoder')) ?? 'x264',
    available: needs.encoders,
    platforms: needs.platforms,
  });
}

interface WantedVideo {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

async function setVideo(call: ObsCall, { width, height, fps }: WantedVideo): Promise<void> {
  try {
    await call('SetVideoSettings', {
      outputWidth: width,
      outputHeight: height,
      fpsNumerator: fps,
      fpsDenominator: 1,
    });
  } catch (error) {
    if (statusOf(error) !== requestStatus.outputRunning) throw error;
    throw new CodedError(
      'outputs_active',
      'Something that uses the picture runs in OBS: stop it before the quality changes.',
      { cause: error },
    );
  }
}

async function setSimple(call: ObsCall, name: string, value: string): Promise<void> {
  await call('SetProfileParameter', {
    parameterCategory: 'SimpleOutput',
    parameterName: name,
    parameterValue: value,
  });
}
