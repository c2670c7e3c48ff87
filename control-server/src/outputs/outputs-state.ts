// What pages and programs are told of OBS's outputs, put together from what OBS has told last.

import type { Destination } from '../../../protocol/destinations.ts';
import type { ChoosablePlatform, OutputsState } from '../../../protocol/outputs.ts';
import { CodedError } from '../coded-error.ts';
import type { ObsClient } from './obs-client.ts';
import type { OutputMonitor } from './output-monitor.ts';
import { platformChoices, type StreamService } from './platforms.ts';
import { qualityChoices } from './quality-table.ts';
import type { ProfileVideo } from './video-quality.ts';
import { virtualCameraSteps } from './virtual-camera-steps.ts';

export interface KnownOutputs {
  readonly client: Pick<ObsClient, 'state' | 'sentence'>;
  readonly monitor: OutputMonitor;
  readonly service: StreamService;
  /** Undefined, and `destinations` null, until OBS has told it. */
  readonly video: ProfileVideo | undefined;
  readonly encoderInUse: string | null;
  /** Whose limits the shared encoder has to keep. */
  readonly platforms: readonly ChoosablePlatform[];
  readonly destinations: readonly Destination[] | null;
}

const screen16to9 = { width: 1920, height: 1080 };

export function outputsState(known: KnownOutputs): OutputsState {
  const { client, monitor, video, destinations } = known;
  const { platform, serviceName, server, hasKey } = known.service;
  const base = video ? { width: video.base_width, height: video.base_height } : screen16to9;
  return {
    connection: { state: client.state, sentence: client.sentence },
    stream: {
      ...monitor.stream,
      platform,
      service_name: serviceName,
      server,
      has_key: hasKey,
    },
    record: monitor.record,
    virtual_camera: monitor.virtualCamera,
    video: video
      ? {
          ...video,
          is_encoder_pending: video.encoder !== known.encoderInUse,
          stop_first: monitor.running,
        }
      : null,
    platforms: platformChoices,
    qualities: qualityChoices(base, known.platforms),
    virtual_camera_steps: virtualCameraSteps,
    destinations: destinations === null ? null : [...destinations],
  };
}

const outputWords: Readonly<Record<OutputMonitor['running'][number], string>> = {
  stream: 'the stream',
  record: 'the recording',
  virtual_camera: 'the virtual camera',
  replay_buffer: 'the replay buffer',
};

export function runningError(running: OutputMonitor['running']): CodedError {
  const names = running.map((output) => outputWords[output]).join(' and ');
  return new CodedError(
    'outputs_active',
    `Stop ${names} first: OBS changes its video settings only then.`,
  );
}
