// The plots, in a chunk of their own with uPlot: loaded when the statistics are opened.

import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { useApp } from '../components/app-context.ts';
import { formatFps, formatMs, unknownFigure } from '../models/format.ts';
import { type HistorySeries, historySeconds } from '../models/stats-history.ts';
import { t } from '../strings/strings.ts';

interface Plot {
  readonly title: string;
  readonly series: readonly { readonly of: HistorySeries; readonly colorVariable: string }[];
  readonly format: (value: number | undefined) => string;
}

const plots: readonly Plot[] = [
  {
    title: t.stats.plots.fps,
    series: [{ of: 'fps', colorVariable: '--safe-ink' }],
    format: formatFps,
  },
  {
    title: t.stats.plots.latency,
    series: [
      { of: 'p99', colorVariable: '--careful-ink' },
      { of: 'p50', colorVariable: '--link' },
    ],
    format: formatMs,
  },
  { title: t.stats.plots.faces, series: [{ of: 'faces', colorVariable: '--link' }], format: whole },
  {
    title: t.stats.plots.covered,
    series: [{ of: 'covered', colorVariable: '--covered-ink' }],
    format: whole,
  },
  {
    title: t.stats.plots.memory,
    series: [{ of: 'memory', colorVariable: '--panic-ink' }],
    format: whole,
  },
];

function whole(value: number | undefined): string {
  return value === undefined ? unknownFigure : Math.round(value).toString();
}

export function Plots({ filterUuid }: { filterUuid: string }) {
  return (
    <div class="plots">
      {plots.map((plot) => (
        <PlotView key={plot.title} plot={plot} filterUuid={filterUuid} />
      ))}
    </div>
  );
}

const heightPx = 48;

function PlotView({ plot, filterUuid }: { plot: Plot; filterUuid: string }) {
  const app = useApp();
  const place = useRef<HTMLDivElement>(null);
  const names = plot.series.map(({ of }) => of);
  const columns = () => app.history.columns(filterUuid, names);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const chart = new uPlot(optionsOf(plot, element.clientWidth), columns(), element);
    const resized = new ResizeObserver(() => {
      chart.setSize({ width: element.clientWidth, height: heightPx });
    });
    resized.observe(element);
    const stop = app.figures.subscribe(() => chart.setData(columns()));
    // Colours are read when lines are drawn: a changed theme draws them again.
    const themed = new MutationObserver(() => chart.redraw(false));
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      stop();
      resized.disconnect();
      themed.disconnect();
      chart.destroy();
    };
  }, [filterUuid]);
  // Subscribes: the figure beside the title is the newest.
  app.figures.value;
  const newest = columns()
    .slice(1)
    .map((column) => plot.format(column.at(-1) ?? undefined));
  // Lines are drawn with the slowest first, figures are said with the median first.
  const now = [...newest].reverse().join(' / ');
  return (
    <figure class="plot">
      <figcaption class="plot-head">
        <span class="small muted">{plot.title}</span>
        <span class="figures plot-now">{now}</span>
      </figcaption>
      <div ref={place} class="plot-place" role="img" aria-label={t.stats.plotOf(plot.title, now)} />
    </figure>
  );
}

function optionsOf({ series }: Plot, widthPx: number): uPlot.Options {
  const color = (variable: string) => () =>
    getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  return {
    width: Math.max(1, widthPx),
    height: heightPx,
    pxAlign: false,
    cursor: { show: false },
    legend: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    padding: [2, 0, 2, 0],
    axes: [{ show: false }, { show: false }],
    scales: {
      x: { time: false, range: (_plot, _min, max) => [(max ?? 0) - historySeconds, max ?? 0] },
      // From 0, and never so close that noise looks like mountains.
      y: { range: (_plot, _min, max) => [0, Math.max(1, (max ?? 0) * 1.1)] },
    },
    series: [
      {},
      ...series.map(({ colorVariable }) => ({
        stroke: color(colorVariable),
        width: 1.5,
        points: { show: false },
        spanGaps: false,
      })),
    ],
  };
}
