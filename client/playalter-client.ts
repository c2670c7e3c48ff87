// Steers PlayAlter Privacy Mask from another program, over obs-websocket: every request and event of its vendor
// `playalter`, typed. The connection is the caller's own obs-websocket-js object; nothing is connected,
// reconnected or closed here.

import type { PluginEventData, PluginEventName } from '../protocol/events.ts';
import { pluginEvents } from '../protocol/events.ts';
import { type RequestError, vendorName } from '../protocol/names.ts';
import {
  type PluginReply,
  type PluginRequestData,
  type PluginRequestName,
  pluginRequests,
  requestFailure,
} from '../protocol/requests.ts';

type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
/** What obs-websocket carries. */
export type JsonObject = { [key: string]: JsonValue };

/** What is used of an obs-websocket-js object, so that any version of it fits. */
export interface ObsConnection {
  call(
    request: 'CallVendorRequest',
    data: { vendorName: string; requestType: string; requestData?: JsonObject },
  ): Promise<{ responseData: unknown }>;
  on(event: 'VendorEvent', listener: (event: VendorEvent) => void): unknown;
  off(event: 'VendorEvent', listener: (event: VendorEvent) => void): unknown;
}

export interface VendorEvent {
  readonly vendorName: string;
  readonly eventType: string;
  readonly eventData: unknown;
}

/** The plugin has said no, or something that this version does not understand. */
export class PlayAlterError extends Error {
  /** The plugin's own, or `reply_unexpected`. */
  readonly code: RequestError | 'reply_unexpected';

  constructor(code: PlayAlterError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PlayAlterError';
    this.code = code;
  }
}

type NoData = Record<string, never>;
/** Data may be left out where a request has none, or none that it needs. */
type RequestArguments<Name extends PluginRequestName> =
  NoData extends PluginRequestData<Name>
    ? [data?: PluginRequestData<Name>]
    : [data: PluginRequestData<Name>];

export class PlayAlterClient {
  readonly #obs: ObsConnection;

  constructor(obs: ObsConnection) {
    this.#obs = obs;
  }

  /**
   * Throws PlayAlterError where the plugin says no, and whatever obs-websocket-js throws where OBS can't be
   * asked: code 600 means that the plugin is not loaded, or of an older version.
   */
  async request<Name extends PluginRequestName>(
    request: Name,
    ...[data]: RequestArguments<Name>
  ): Promise<PluginReply<Name>> {
    const { responseData } = await this.#obs.call('CallVendorRequest', {
      vendorName,
      requestType: request,
      // obs-websocket refuses data without a field.
      ...(Object.keys(data ?? {}).length === 0 ? {} : { requestData: data as JsonObject }),
    });
    const failure = requestFailure.safeParse(responseData);
    if (failure.success) {
      throw new PlayAlterError(failure.data.error_code, failure.data.error_message);
    }
    const reply = pluginRequests[request].reply.safeParse(responseData);
    if (!reply.success) {
      throw new PlayAlterError('reply_unexpected', `${request} was answered in an unknown way.`, {
        cause: reply.error,
      });
    }
    return reply.data as PluginReply<Name>;
  }

  /** Until the returned function is called. Events that this version does not understand are passed over. */
  on<Name extends PluginEventName>(
    name: Name,
    listener: (data: PluginEventData<Name>) => void,
  ): () => void {
    const hear = (event: VendorEvent) => {
      if (event.vendorName !== vendorName || event.eventType !== name) return;
      const data = pluginEvents[name].safeParse(event.eventData);
      if (data.success) listener(data.data as PluginEventData<Name>);
    };
    this.#obs.on('VendorEvent', hear);
    return () => {
      this.#obs.off('VendorEvent', hear);
    };
  }
}
