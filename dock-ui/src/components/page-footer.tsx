// Where else to go, how the page looks, what it is.

import type { Signal } from '@preact/signals';
import { type ThemeChoice, themeChoices } from '../models/theme.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Segments } from './fields.tsx';
import type { IconName } from './icon.tsx';

const icons: Readonly<Record<ThemeChoice, IconName>> = { auto: 'auto', dark: 'moon', light: 'sun' };

export function PageFooter({ theme, page }: { theme: Signal<ThemeChoice>; page: string }) {
  const app = useApp();
  const version = app.state.value?.daemon.version;
  return (
    <footer class="page-footer small muted">
      <Segments
        label={t.theme.label}
        choices={themeChoices.map((value) => ({
          value,
          name: t.theme.choices[value],
          icon: icons[value],
        }))}
        value={theme.value}
        onChoose={(value) => {
          theme.value = value;
        }}
      />
      <nav class="row" aria-label={t.overview.linksTitle}>
        {page !== 'dashboard' && <PageLink href="/dashboard" text={t.footer.dashboard} />}
        {page !== 'overview' && <PageLink href="/" text={t.footer.overview} />}
        {version && <span class="figures">{t.footer.version(version)}</span>}
      </nav>
    </footer>
  );
}

/** In the same window: another one would be without this page's token. */
function PageLink({ href, text }: { href: string; text: string }) {
  return <a href={href}>{text}</a>;
}
