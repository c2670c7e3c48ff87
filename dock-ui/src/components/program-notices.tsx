// What is otherwise than the streamer would think: slower hardware or another model in use, fewer looks for want of time, a
// second OBS.

import { formatProvider } from '../models/format.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Icon } from './icon.tsx';

export function ProgramNotices() {
  const { daemon, obs, masks } = useApp().state.value ?? {};
  if (!daemon || !obs || !masks) return null;
  const texts = [
    ...daemon.refused_providers.map(({ provider, reason }) =>
      t.program.refused(formatProvider(provider), formatProvider(daemon.provider), reason),
    ),
    ...(daemon.refused_model
      ? [t.program.refusedModel(daemon.refused_model.name, daemon.refused_model.reason)]
      : []),
    ...masks.flatMap(({ stream, source_name }) =>
      stream && stream.quality_step !== 'full'
        ? [t.program.slow(source_name, stream.quality_reason)]
        : [],
    ),
    ...(obs.others > 0 ? [t.program.others(obs.others)] : []),
  ];
  return (
    <>
      {texts.map((text) => (
        <div key={text} class="notice notice-careful small page-wide">
          <Icon name="info" />
          <p>{text}</p>
        </div>
      ))}
    </>
  );
}
