// What could leave OBS raw, and what to do about it: the egress check's findings, the worst first.

import type { Finding, Severity } from '../../../protocol/findings.ts';
import { formatAge } from '../models/format.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Panel } from './disclosure.tsx';
import { Icon, type IconName } from './icon.tsx';

const looks: Readonly<Record<Severity, { tone: string; icon: IconName }>> = {
  raw: { tone: 'exposed', icon: 'eye' },
  risk: { tone: 'careful', icon: 'alert' },
  note: { tone: 'note', icon: 'info' },
};

export function LeaksPanel({ isOpenAtFirst = false }: { isOpenAtFirst?: boolean }) {
  const app = useApp();
  const findings = app.state.value?.egress.findings ?? [];
  const raw = findings.filter(({ severity }) => severity === 'raw').length;
  const risk = findings.filter(({ severity }) => severity === 'risk').length;
  return (
    <Panel
      name="leaks"
      title={t.leaks.title}
      isOpenAtFirst={isOpenAtFirst}
      badge={
        raw + risk > 0 && (
          <span class={`tag tag-${raw > 0 ? 'exposed' : 'careful'}`}>
            {t.leaks.count(raw, risk)}
          </span>
        )
      }
    >
      {() => <Leaks />}
    </Panel>
  );
}

function Leaks() {
  const app = useApp();
  const egress = app.state.value?.egress;
  if (!egress) return <p class="muted">{t.leaks.unchecked}</p>;
  const { findings, checked_at, is_running, problem } = egress;
  const serious = findings.filter(({ severity }) => severity !== 'note');
  const notes = findings.filter(({ severity }) => severity === 'note');
  return (
    <>
      {problem && (
        <div class="notice notice-careful">
          <Icon name="alert" />
          <p>{problem.message}</p>
        </div>
      )}
      {serious.length === 0 && !problem && checked_at !== null && (
        <div class="notice notice-safe">
          <Icon name="shieldCheck" />
          <p>{t.leaks.clean}</p>
        </div>
      )}
      {serious.length > 0 && <FindingList findings={serious} />}
      {notes.length > 0 && (
        <details class="notes">
          <summary>{t.leaks.notes(notes.length)}</summary>
          <FindingList findings={notes} />
        </details>
      )}
      <div class="row">
        <p class="small muted grow">
          {is_running
            ? t.leaks.running
            : checked_at === null
              ? t.leaks.unchecked
              : t.leaks.checkedAgo(formatAge(Date.now() - Date.parse(checked_at)))}
        </p>
        {app.hasCommand('CheckEgress') && (
          <button
            type="button"
            class="button"
            disabled={is_running}
            onClick={() => void app.run('CheckEgress', {})}
          >
            {t.leaks.check}
          </button>
        )}
      </div>
    </>
  );
}

function FindingList({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul class="stack stack-tight">
      {findings.map(({ severity, code, subject, what, advice }) => (
        <li key={`${code} ${subject} ${what}`} class={`notice notice-${looks[severity].tone}`}>
          <Icon name={looks[severity].icon} />
          <div>
            <p>
              <strong>{t.leaks.severity[severity]}:</strong> {what}
            </p>
            <p class="small muted">{advice}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
