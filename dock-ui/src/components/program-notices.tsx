// What is otherwise than the streamer would think, and no danger: slower hardware or another model in use, a second OBS.

import { formatProvider } from '../models/format.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Icon } from './icon.tsx';

export function ProgramNotices() {
  const { daemon, obs } = useApp().state.value ?? {};
  if (!daemon || !obs) return null;
  const texts = [
    ...daemon.refused_providers.map(({ provider, reason }) =>
      t.program.refused(formatProvider(provider), formatProvider(daemon.provider), reason),
    ),
    ...(daemon.refused_model
      ? [t.program.refusedModel(daemon.refused_model.name, daemon.refused_model.reason)]
      : []),
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
