// The four figures at a glance: over all masks, the sum of the faces and the worst of the rest.

import { formatFps, formatMs, formatProvider, unknownFigure } from '../models/format.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';

export function FigureStrip() {
  const app = useApp();
  const masks = app.masks.value.filter(({ is_enabled }) => is_enabled);
  const running = masks.filter(({ stats }) => stats.fps > 0);
  const measured = masks.filter(({ stats }) => stats.frame_to_mask_ms.n > 0);
  const figures = [
    {
      label: t.figures.faces,
      value:
        masks.length === 0
          ? unknownFigure
          : masks.reduce((sum, { stats }) => sum + stats.faces, 0).toString(),
    },
    {
      label: t.figures.fps,
      value:
        running.length === 0
          ? unknownFigure
          : formatFps(Math.min(...running.map(({ stats }) => stats.fps))),
    },
    {
      label: t.figures.latency,
      value:
        measured.length === 0
          ? unknownFigure
          : formatMs(Math.max(...measured.map(({ stats }) => stats.frame_to_mask_ms.p50))),
    },
    {
      label: t.figures.provider,
      value: formatProvider(app.state.value?.daemon.provider ?? ''),
    },
  ];
  return (
    <dl class="figure-strip figures" aria-label={t.figures.label}>
      {figures.map(({ label, value }) => (
        <div class="figure" key={label}>
          <dd class="figure-value ellipsis">{value}</dd>
          <dt class="figure-label ellipsis">{label}</dt>
        </div>
      ))}
    </dl>
  );
}
