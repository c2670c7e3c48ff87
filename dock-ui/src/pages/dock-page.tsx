// The narrow page, and the wide one: the same parts, which the styles lay out in one or three columns.

import type { ComponentChildren } from 'preact';
import { useApp } from '../components/app-context.ts';
import { DetectionPanel } from '../components/detection-panel.tsx';
import { FigureStrip } from '../components/figure-strip.tsx';
import { LeaksPanel } from '../components/leaks-panel.tsx';
import { MasksSection } from '../components/masks-section.tsx';
import { OutputsPanel } from '../components/outputs-panel.tsx';
import { PanicBar } from '../components/panic-bar.tsx';
import { PresetsPanel } from '../components/presets-panel.tsx';
import { PreviewPanel } from '../components/preview-panel.tsx';
import { ProgramNotices } from '../components/program-notices.tsx';
import { StatsPanel } from '../components/stats-panel.tsx';
import { VerdictBanner } from '../components/verdict-banner.tsx';

export function PageTop() {
  const app = useApp();
  return (
    <header class="page-top">
      <VerdictBanner />
      <PanicBar />
      {app.state.value && <FigureStrip />}
    </header>
  );
}

export function DockPage({ notice }: { notice: ComponentChildren }) {
  const app = useApp();
  return (
    <main class="page-main">
      {notice}
      {app.state.value && (
        <>
          <ProgramNotices />
          <MasksSection />
          <PreviewPanel />
          <OutputsPanel />
          <LeaksPanel />
          <PresetsPanel />
          <DetectionPanel />
          <StatsPanel />
        </>
      )}
    </main>
  );
}

export function DashboardPage({ notice }: { notice: ComponentChildren }) {
  const app = useApp();
  return (
    <main class="page-main page-columns">
      {notice && <div class="page-wide">{notice}</div>}
      {app.state.value && (
        <>
          <ProgramNotices />
          <div class="column">
            <MasksSection isFirstOpen />
            <PresetsPanel />
            <DetectionPanel />
          </div>
          <div class="column column-wide">
            <PreviewPanel isOpenAtFirst />
            <StatsPanel isOpenAtFirst />
          </div>
          <div class="column">
            <OutputsPanel isOpenAtFirst />
            <LeaksPanel isOpenAtFirst />
          </div>
        </>
      )}
    </main>
  );
}
