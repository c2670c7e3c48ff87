// What OBS's outputs and windows are set to show: virtual camera, projectors, studio mode, screenshots, replays.

import type { Finding } from '../../../protocol/findings.ts';
import type { OutputTarget, SourceFacts } from './egress-facts.ts';
import { isCamera } from './sensitive-inputs.ts';
import { type CheckContext, isBare } from './source-checks.ts';
import { listed, quoted } from './wording.ts';

export function checkOutputs(context: CheckContext): Finding[] {
  return [
    ...checkVirtualCamera(context),
    ...checkProjectors(context),
    ...checkStudioMode(context),
    ...checkScreenshots(context),
    ...checkReplayBuffer(context),
  ];
}

/** The sensitive inputs that are visible without a mask when the source is shown. */
function unmaskedIn(source: SourceFacts | undefined, { graph, sensitive }: CheckContext): string[] {
  if (!source) return [];
  const inputs = graph
    .exposedFrom(source)
    .filter(({ input, isVisible }) => isVisible && sensitive.has(input))
    .map(({ input }) => input.name);
  return [...new Set(inputs)];
}

function unmaskedAnywhere(context: CheckContext): string[] {
  return [...new Set(context.graph.scenes.flatMap((scene) => unmaskedIn(scene, context)))];
}

function shownBy(target: OutputTarget, context: CheckContext): SourceFacts | undefined {
  return 'name' in target ? context.graph.findByName(target.name) : undefined;
}

function checkVirtualCamera(context: CheckContext): Finding[] {
  const { virtualCamera } = context.facts;
  if (!virtualCamera) return [];
  const { target, isActive } = virtualCamera;
  const subject = 'Virtual camera';
  if (target.shows === 'preview' && unmaskedAnywhere(context).length > 0) {
    return [
      {
        severity: 'risk',
        code: 'virtual_camera_shows_preview',
        subject,
        what: `The virtual camera is set to the preview, and so shows scenes while you are still working on them: ${listed(unmaskedAnywhere(context))} can be seen there without a mask.`,
        advice: 'Set its output type to Program (the gear beside Start Virtual Camera).',
      },
    ];
  }
  const unmasked = unmaskedIn(shownBy(target, context), context);
  if (unmasked.length === 0 || !('name' in target)) return [];
  const now = isActive ? 'and is running now' : 'and shows it as soon as it is started';
  const shown =
    unmasked.length === 1 && unmasked[0] === target.name
      ? 'without a mask'
      : `with ${listed(unmasked)} in it without a mask`;
  return [
    {
      severity: 'raw',
      code: 'virtual_camera_unmasked',
      subject,
      what: `The virtual camera is set to the ${target.shows} ${quoted(target.name)}, ${shown}, ${now}.`,
      advice: `Mask ${listed(unmasked)}, or choose Program or a masked source with the gear beside Start Virtual Camera.`,
    },
  ];
}

/** Windows on the user's own screen: they leave OBS when the screen is shared or filmed. */
function checkProjectors(context: CheckContext): Finding[] {
  return context.facts.projectors.flatMap((target): Finding[] => {
    if (target.shows === 'multiview') {
      const unmasked = unmaskedAnywhere(context);
      if (unmasked.length === 0) return [];
      return [
        {
          severity: 'note',
          code: 'multiview_unmasked',
          subject: 'Multiview',
          what: `The multiview window shows ${listed(unmasked)} without a mask, on your own screen.`,
          advice: 'Close it before you share that screen or window anywhere.',
        },
      ];
    }
    const unmasked = unmaskedIn(shownBy(target, context), context);
    if (unmasked.length === 0 || !('name' in target)) return [];
    return [
      {
        severity: 'note',
        code: 'projector_unmasked',
        subject: target.name,
        what: `A projector window shows the ${target.shows} ${quoted(target.name)} with ${listed(unmasked)} without a mask.`,
        advice: 'Close the projector before you share that screen or window anywhere.',
      },
    ];
  });
}

function checkStudioMode(context: CheckContext): Finding[] {
  const { isStudioMode, previewScene } = context.facts;
  if (!isStudioMode || previewScene === null) return [];
  const unmasked = unmaskedIn(context.graph.findByName(previewScene), context);
  if (unmasked.length === 0) return [];
  return [
    {
      severity: 'note',
      code: 'preview_unmasked',
      subject: previewScene,
      what: `Studio mode's preview shows ${listed(unmasked)} without a mask, and the next transition puts it on air.`,
      advice: 'Add the mask before the transition.',
    },
  ];
}

/** A screenshot shows a source as it leaves its filters, so that it is raw only for one without a mask. */
function checkScreenshots({ facts, graph, sensitive }: CheckContext): Finding[] {
  if (!facts.hasSourceScreenshotHotkey) return [];
  const used = new Set(graph.sources.flatMap(({ items }) => items.map(({ source }) => source)));
  const bare = graph.sources.filter((source) => used.has(source.id) && isBare(source, sensitive));
  const names = bare.map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    {
      severity: 'risk',
      code: 'screenshot_hotkey_unmasked',
      subject: 'Screenshot hotkey',
      what: `The hotkey "Screenshot Selected Source" saves ${listed(names)} without a mask when ${names.length === 1 ? 'it is' : 'one of them is'} selected, even where the scene around it is masked.`,
      advice: 'Put the mask on the source itself, or remove the hotkey in Settings, Hotkeys.',
    },
  ];
}

/** It holds what went out: raw frames only if something was raw then. */
function checkReplayBuffer({ facts, graph }: CheckContext): Finding[] {
  const { replayBuffer } = facts;
  if (replayBuffer !== 'running' || !graph.sources.some(isCamera)) return [];
  return [
    {
      severity: 'note',
      code: 'replay_buffer',
      subject: 'Replay buffer',
      what: 'The replay buffer is running and still holds the last seconds of the output, also those from before a mask was added or switched on.',
      advice: 'After a change to your masks, stop the replay buffer and start it again.',
    },
  ];
}
