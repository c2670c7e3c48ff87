// Every event that the plugin tells: to obs-websocket's clients as events of vendor `playalter`, and to
// the daemon over the plugin link.

import { z } from 'zod';
import { destinationList } from './destinations.ts';
import { maskInfo, maskState, unhealthyMask } from './mask-info.ts';
import { liveOutputs, maskChanges, vendorEvent } from './names.ts';
import { preset } from './presets.ts';

const liveStart = z.object({
  output: z.enum(liveOutputs),
  is_panicked: z.boolean(),
  message: z.string(),
  unhealthy: z.array(unhealthyMask),
});

export const pluginEvents = {
  /** A mask's state or reason changed; at most ten times a second each, the last one always told. */
  [vendorEvent.statusChanged]: maskState,
  [vendorEvent.facesChanged]: z.object({
    filter_uuid: z.string(),
    filter_name: z.string(),
    source_name: z.string(),
    faces: z.number().int().nonnegative(),
  }),
  /** Settings, cover, eye, name; added or removed. Whoever did it. */
  [vendorEvent.maskChanged]: z.object({ change: z.enum(maskChanges), mask: maskInfo }),
  [vendorEvent.panicChanged]: z.object({ is_panicked: z.boolean() }),
  /** All presets as they are now. */
  [vendorEvent.presetsChanged]: z.object({ presets: z.array(preset) }),
  [vendorEvent.goLiveStopped]: liveStart,
  [vendorEvent.goLiveWarning]: liveStart,
  [vendorEvent.destinationsChanged]: destinationList,
  [vendorEvent.maskLost]: unhealthyMask.extend({ is_canvas_covered: z.boolean() }),
} as const;

export type PluginEventName = keyof typeof pluginEvents;
export type PluginEventData<Name extends PluginEventName> = z.infer<(typeof pluginEvents)[Name]>;
