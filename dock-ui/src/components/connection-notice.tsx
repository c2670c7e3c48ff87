// What the user can do about a connection that isn't there.

import { useSignal } from '@preact/signals';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Icon } from './icon.tsx';
import { SecretField } from './secret-field.tsx';

interface ConnectionNoticeProps {
  readonly onRetry: () => void;
  readonly onToken: (token: string) => void;
}

export function ConnectionNotice({ onRetry, onToken }: ConnectionNoticeProps) {
  const app = useApp();
  const status = app.status.value;
  switch (status.kind) {
    case 'open':
      return null;
    case 'connecting':
      return app.state.value ? null : <p class="muted pad">{t.connection.loading}</p>;
    case 'locked':
      return <TokenForm onToken={onToken} />;
    case 'outdated':
      return (
        <div class="notice notice-careful">
          <Icon name="info" />
          <div class="stack stack-tight">
            <p>{t.connection.outdated(status.daemonVersion)}</p>
            <button type="button" class="button" onClick={() => location.reload()}>
              {t.connection.reload}
            </button>
          </div>
        </div>
      );
    case 'lost':
      return (
        <>
          <div class="notice notice-careful">
            <Icon name="plugOff" />
            <div class="stack stack-tight">
              <p>
                {status.problem === 'server_unproven'
                  ? t.connection.unproven
                  : status.problem === 'unreachable'
                    ? t.connection.loading
                    : (t.errors[status.problem] ?? t.errorOther(status.problem))}{' '}
                {t.connection.retrying}
              </p>
              <button type="button" class="button" onClick={onRetry}>
                {t.connection.retryNow}
              </button>
            </div>
          </div>
          {status.problem === 'server_unproven' && <TokenForm onToken={onToken} />}
        </>
      );
    default:
      return status satisfies never;
  }
}

function TokenForm({ onToken }: { onToken: (token: string) => void }) {
  const text = useSignal('');
  const isWrong = useSignal(false);
  return (
    <form
      class="confirm"
      onSubmit={(event) => {
        event.preventDefault();
        const token = text.value.trim();
        isWrong.value = !/^[0-9a-f]{64}$/.test(token);
        if (!isWrong.value) onToken(token);
      }}
    >
      <h2>{t.connection.tokenTitle}</h2>
      <SecretField
        label={t.connection.tokenLabel}
        hint={t.connection.tokenText}
        value={text.value}
        error={isWrong.value ? t.connection.tokenWrong : undefined}
        onInput={(typed) => {
          text.value = typed;
          isWrong.value = false;
        }}
      />
      <button type="submit" class="button button-primary">
        {t.connection.tokenUse}
      </button>
    </form>
  );
}
