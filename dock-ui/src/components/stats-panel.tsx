// Figures of one mask: plots of two minutes, loaded only when somebody looks, and the counters.

import { useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import type { MaskState } from '../../../protocol/dock-state.ts';
import {
  formatCount,
  formatDuration,
  formatMb,
  formatMs,
  formatShare,
  unknownFigure,
} from '../models/format.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Panel } from './disclosure.tsx';
import { MaskChooser } from './mask-chooser.tsx';

export function StatsPanel({ isOpenAtFirst = false }: { isOpenAtFirst?: boolean }) {
  return (
    <Panel name="stats" title={t.stats.title} isOpenAtFirst={isOpenAtFirst}>
      {() => <Stats />}
    </Panel>
  );
}

type PlotsComponent = FunctionComponent<{ filterUuid: string }>;

function Stats() {
  const app = useApp();
  const plots = useSignal<PlotsComponent | undefined>(undefined);
  const isFailed = useSignal(false);
  useEffect(() => {
    import('../plots/plots.tsx').then(
      (module) => {
        plots.value = module.Plots;
      },
      () => {
        isFailed.value = true;
      },
    );
  }, [plots, isFailed]);
  const mask = app.masks.value.find(
    ({ filter_uuid }) => filter_uuid === app.preview.filterUuid.value,
  );
  if (!mask) return <p class="muted">{t.stats.none}</p>;
  const Plots = plots.value;
  return (
    <div class="stack">
      <MaskChooser label={t.stats.of} />
      {Plots ? (
        <Plots key={mask.filter_uuid} filterUuid={mask.filter_uuid} />
      ) : (
        <p class="muted small">{isFailed.value ? t.stats.loadFailed : t.stats.loading}</p>
      )}
      <Counters mask={mask} />
    </div>
  );
}

function Counters({ mask: { stats, stream } }: { mask: MaskState }) {
  const app = useApp();
  const { frames } = stats;
  const labels = t.stats.counters;
  const ofDrawn = (count: number) => `${formatCount(count)} (${formatShare(count, frames.drawn)})`;
  const ofAnalysed = (count: number) =>
    `${formatCount(count)} (${formatShare(count, stats.analysed)})`;
  const quantiles = ({ p50, p99, n }: { p50: number; p99: number; n: number }) =>
    n === 0 ? unknownFigure : t.stats.twoQuantiles(formatMs(p50), formatMs(p99));
  const daemon = app.state.value?.daemon;
  const figures = app.figures.value;
  const rows: readonly (readonly [string, string])[] = [
    [labels.drawn, formatCount(frames.drawn)],
    [labels.masked, ofDrawn(frames.masked)],
    [labels.repeated, ofDrawn(frames.repeated)],
    [labels.extrapolated, ofDrawn(frames.extrapolated)],
    [labels.covered, ofDrawn(frames.covered)],
    [labels.facesMasked, formatCount(stats.faces_masked)],
    [labels.analysed, formatCount(stats.analysed)],
    [labels.unchanged, ofAnalysed(stats.unchanged)],
    [labels.skipped, formatCount(stats.skipped)],
    [
      labels.quality,
      stats.frames_per_analysis === 0 ? unknownFigure : t.stats.quality(stats.frames_per_analysis),
    ],
    [labels.furtherLooks, stream ? t.stats.furtherLooks[stream.quality_step] : unknownFigure],
    [labels.toMask, quantiles(stats.frame_to_mask_ms)],
    [labels.detect, quantiles(stats.detect_ms)],
    [labels.paint, quantiles(stats.paint_ms)],
    [labels.memory, formatMb(figures?.rss_mb ?? daemon?.rss_mb ?? 0)],
    [labels.uptime, formatDuration(figures?.uptime_s ?? daemon?.uptime_s ?? 0)],
    [labels.connections, formatCount(figures?.connections ?? daemon?.connections ?? 0)],
  ];
  return (
    <dl class="pairs figures">
      {rows.map(([label, value]) => (
        <div class="pair" key={label}>
          <dt class="muted">{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
