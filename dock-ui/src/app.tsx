// Where each page begins: theme, token, connection, model, and the page that its document names.

import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { dockProtocol } from '../../protocol/dock-login.ts';
import { AppProvider, useApp } from './components/app-context.ts';
import { ConnectionNotice } from './components/connection-notice.tsx';
import { NoticeList } from './components/notice-list.tsx';
import { PageFooter } from './components/page-footer.tsx';
import { DockConnection } from './connection/dock-connection.ts';
import { readKept, writeKept } from './connection/kept-choices.ts';
import { pageClock } from './connection/page-clock.ts';
import { keepToken, takeToken } from './connection/token.ts';
import { AppModel } from './models/app-model.ts';
import { themeChoiceOf, themeOf } from './models/theme.ts';
import { DashboardPage, DockPage, PageTop } from './pages/dock-page.tsx';
import { OverviewPage } from './pages/overview-page.tsx';
import { t } from './strings/strings.ts';

const root = document.documentElement;
const page = root.getAttribute('data-page') ?? 'dock';

const theme = signal(themeChoiceOf(readKept('theme', 'auto')));
const systemLight = matchMedia('(prefers-color-scheme: light)');
const isSystemLight = signal(systemLight.matches);
systemLight.addEventListener('change', ({ matches }) => {
  isSystemLight.value = matches;
});
effect(() => {
  root.setAttribute('data-theme', themeOf(theme.value, isSystemLight.value));
  writeKept('theme', theme.value);
});

const isPageVisible = signal(document.visibilityState === 'visible');
document.addEventListener('visibilitychange', () => {
  isPageVisible.value = document.visibilityState === 'visible';
});

const app = new AppModel({ clock: pageClock, isPageVisible });
const connection = new DockConnection({
  url: `ws://${location.host}/ws`,
  port: Number(location.port || 80),
  client: `page ${page}`,
  protocolMajor: dockProtocol.major,
  token: takeToken(),
  listener: app.listener,
});
app.use(connection);
connection.start();

const ownTitle = document.title;
effect(() => {
  document.title = `${t.verdict[app.verdict.value.code].word} · ${ownTitle}`;
});

function Page() {
  const notice = useApp().isOpen.value ? null : (
    <ConnectionNotice
      onRetry={() => connection.retryNow()}
      onToken={(token) => {
        keepToken(token);
        connection.useToken(token);
      }}
    />
  );
  return (
    <div class={`page page-${page}`}>
      <PageTop />
      {page === 'overview' ? (
        <OverviewPage notice={notice} />
      ) : page === 'dashboard' ? (
        <DashboardPage notice={notice} />
      ) : (
        <DockPage notice={notice} />
      )}
      <PageFooter theme={theme} page={page} />
      <NoticeList />
    </div>
  );
}

const place = document.getElementById('app');
if (place) {
  render(
    <AppProvider value={app}>
      <Page />
    </AppProvider>,
    place,
  );
}
