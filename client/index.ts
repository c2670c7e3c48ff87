// `playalter/client`: what other programs may import.

export type { PluginEventData, PluginEventName } from '../protocol/events.ts';
export type { MaskId, MaskInfo, MaskState, MaskStats } from '../protocol/mask-info.ts';
export type { MaskSettings, SomeMaskSettings } from '../protocol/mask-settings.ts';
export { requestErrors } from '../protocol/names.ts';
export type { Preset } from '../protocol/presets.ts';
export type { PluginReply, PluginRequestData, PluginRequestName } from '../protocol/requests.ts';
export {
  type ObsConnection,
  PlayAlterClient,
  PlayAlterError,
  type VendorEvent,
} from './playalter-client.ts';
