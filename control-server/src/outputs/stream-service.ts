// OBS's service settings: read, and written for a platform. The only place where a stream key is ever held: from the
// caller's hands to OBS's, in locals. It is in no state, no reply and no error.

import type { z } from 'zod';
import type { setPlatformInput, setPlatformOutput } from '../../../protocol/outputs.ts';
import { CodedError } from '../coded-error.ts';
import { type ObsCall, requestStatus, statusOf } from '../egress/obs-connection.ts';
import { serviceReply } from './obs-replies.ts';
import {
  describeService,
  isKey,
  isServer,
  platformEntry,
  type ServiceSettings,
  type StreamService,
  trimmedKey,
} from './platforms.ts';

async function readSettings(call: ObsCall): Promise<ServiceSettings> {
  const reply = serviceReply.safeParse(await call('GetStreamServiceSettings'));
  // Without the cause: it could hold what OBS has answered.
  if (!reply.success) {
    throw new CodedError(
      'obs_reply_unexpected',
      'OBS told its service settings in an unknown way.',
    );
  }
  const { streamServiceType: type, streamServiceSettings: settings } = reply.data;
  const { service, server, key, bearer_token: token } = settings;
  return { type, service, server, key, token };
}

export async function readService(call: ObsCall): Promise<StreamService> {
  return describeService(await readSettings(call));
}

/** Throws CodedError `server_missing`, `server_invalid`, `stream_key_invalid`, `outputs_active`, `obs_refused`. */
export async function setPlatform(
  call: ObsCall,
  input: z.output<typeof setPlatformInput>,
): Promise<z.input<typeof setPlatformOutput>> {
  const entry = platformEntry(input.platform);
  const now = await readSettings(call);
  const wanted = {
    type: entry.service ? 'rtmp_common' : 'rtmp_custom',
    service: entry.service?.name ?? '',
    server: serverFor(input, now),
  };
  const key = input.key === undefined ? undefined : checkedKey(input.key);
  // A key is for the server that it was entered for.
  const isSame =
    now.type === wanted.type && now.service === wanted.service && now.server === wanted.server;
  const settings = {
    ...(entry.service && { service: wanted.service }),
    server: wanted.server,
    key: key ?? (isSame ? now.key : ''),
    // What an earlier server asked for besides; OBS keeps what is not said.
    ...(isSame ? {} : { bearer_token: '', use_auth: false, username: '', password: '' }),
  };
  try {
    await call('SetStreamServiceSettings', {
      streamServiceType: wanted.type,
      streamServiceSettings: settings,
    });
  } catch (error) {
    throw refusal(error);
  }
  const { server, hasKey } = await readService(call);
  return { platform: input.platform, server, has_key: hasKey };
}

function serverFor(
  { platform, server = '' }: z.output<typeof setPlatformInput>,
  now: ServiceSettings,
): string {
  const { service } = platformEntry(platform);
  const wanted = server.trim();
  if (wanted === '') {
    if (service) return now.service === service.name && now.server ? now.server : service.server;
    // Only the key changes, of a server that OBS has already.
    if (now.type === 'rtmp_custom' && now.server !== '') return now.server;
    throw new CodedError('server_missing', "Enter the server's address.");
  }
  if (!isServer(wanted)) {
    throw new CodedError(
      'server_invalid',
      "The server's address begins with rtmp://, rtmps:// or srt:// and has no spaces in it.",
    );
  }
  return wanted;
}

function checkedKey(key: string): string {
  const trimmed = trimmedKey(key);
  if (!isKey(trimmed)) {
    throw new CodedError(
      'stream_key_invalid',
      'The stream key has characters in it that nobody can type: copy it again.',
    );
  }
  return trimmed;
}

/** Of OBS's own words nothing is passed on: they are about a message with a key in it. */
function refusal(error: unknown): unknown {
  const status = statusOf(error);
  if (status === undefined) return error;
  return status === requestStatus.outputRunning
    ? new CodedError('outputs_active', 'The stream runs: stop it before its platform changes.')
    : new CodedError('obs_refused', `OBS refused these settings (${status}).`);
}
