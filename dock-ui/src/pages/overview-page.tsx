// The page at the server's root: how everything is doing, and where to go from here.

import type { ComponentChildren } from 'preact';
import { useApp } from '../components/app-context.ts';
import { StateTag } from '../components/state-tag.tsx';
import {
  formatCount,
  formatDuration,
  formatFps,
  formatMb,
  formatProvider,
} from '../models/format.ts';
import { t } from '../strings/strings.ts';

const links = [
  { href: '/dashboard', name: t.overview.dashboard, text: t.overview.dashboardText },
  { href: '/dock', name: t.overview.dock, text: t.overview.dockText },
  { href: '/health', name: t.overview.health, text: t.overview.healthText },
  { href: '/metrics', name: t.overview.metrics, text: t.overview.metricsText },
  { href: '/api/', name: t.overview.api, text: t.overview.apiText },
];

export function OverviewPage({ notice }: { notice: ComponentChildren }) {
  const app = useApp();
  return (
    <main class="page-main page-overview">
      {notice}
      {app.state.value && (
        <div class="overview-two">
          <MaskTable />
          <ProgramFacts />
        </div>
      )}
      <section class="card stack" aria-labelledby="links-title">
        <h2 id="links-title">{t.overview.linksTitle}</h2>
        <ul class="links">
          {links.map(({ href, name, text }) => (
            <li key={href}>
              <a href={href}>{name}</a>
              <p class="small muted">{text}</p>
            </li>
          ))}
        </ul>
      </section>
    </main>
  );
}

function MaskTable() {
  const app = useApp();
  const masks = app.masks.value;
  return (
    <section class="card stack" aria-labelledby="mask-table-title">
      <h2 id="mask-table-title">{t.overview.masksTitle}</h2>
      {masks.length === 0 ? (
        <p class="muted">{t.masks.none}</p>
      ) : (
        <table class="table figures">
          <thead>
            <tr>
              <th scope="col">{t.overview.source}</th>
              <th scope="col">{t.overview.state}</th>
              <th scope="col" class="number">
                {t.overview.facesNow}
              </th>
              <th scope="col" class="number table-rare">
                {t.overview.fps}
              </th>
              <th scope="col" class="number table-rare">
                {t.overview.late}
              </th>
            </tr>
          </thead>
          <tbody>
            {masks.map((mask) => (
              <tr key={mask.filter_uuid}>
                <th scope="row">{mask.source_name}</th>
                <td>
                  <StateTag mask={mask} />
                </td>
                <td class="number">{mask.stats.faces}</td>
                <td class="number table-rare">{formatFps(mask.stats.fps)}</td>
                <td class="number table-rare">{t.settings.ms(Math.round(mask.delay_ms))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function ProgramFacts() {
  const app = useApp();
  const state = app.state.value;
  if (!state) return null;
  const { daemon, obs } = state;
  const figures = app.figures.value;
  const facts: readonly (readonly [string, string])[] = [
    [t.overview.obs, obs.is_connected ? obs.obs_version : t.overview.noObs],
    [t.overview.plugin, obs.plugin_version || t.overview.noObs],
    [t.overview.provider, formatProvider(daemon.provider)],
    ...daemon.refused_providers.map(
      ({ provider, reason }) =>
        [`${t.overview.refused}: ${formatProvider(provider)}`, reason] as const,
    ),
    [t.overview.model, daemon.model],
    ...(daemon.refused_model
      ? ([
          [`${t.overview.refused}: ${daemon.refused_model.name}`, daemon.refused_model.reason],
        ] as const)
      : []),
    [t.overview.memory, formatMb(figures?.rss_mb ?? daemon.rss_mb)],
    [t.overview.uptime, formatDuration(figures?.uptime_s ?? daemon.uptime_s)],
    [t.overview.pages, formatCount(figures?.connections ?? daemon.connections)],
  ];
  return (
    <section class="card stack" aria-labelledby="program-title">
      <h2 id="program-title">{t.overview.programTitle}</h2>
      <dl class="pairs figures">
        {facts.map(([label, value]) => (
          <div class="pair" key={label}>
            <dt class="muted">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
