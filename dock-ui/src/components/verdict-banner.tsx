// Is it safe? One word, one colour, one picture, the reason; read out when it changes.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { formatAge } from '../models/format.ts';
import type { Tone, Verdict, VerdictCode } from '../models/verdict.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Icon, type IconName } from './icon.tsx';

const iconOfTone: Readonly<Record<Tone, IconName>> = {
  safe: 'shieldCheck',
  covered: 'cover',
  panic: 'hand',
  careful: 'shieldAlert',
  exposed: 'shieldOff',
  unknown: 'plugOff',
};

const iconOfCode: Readonly<Partial<Record<VerdictCode, IconName>>> = {
  connecting: 'wait',
  mask_starting: 'wait',
};

export function reasonOf({ code, sourceName, coverReason, sentence }: Verdict): string {
  const { reason } = t.verdict[code];
  return reason ? reason(sourceName, t.masks.reasons[coverReason] ?? '') : sentence;
}

export function VerdictBanner() {
  const app = useApp();
  const verdict = app.verdict.value;
  return (
    <div class={`verdict verdict-${verdict.tone}`} data-verdict={verdict.code}>
      <span class="verdict-icon">
        <Icon name={iconOfCode[verdict.code] ?? iconOfTone[verdict.tone]} size={32} />
      </span>
      <div class="verdict-text">
        <div role="status" aria-atomic="true">
          <h1 class="verdict-word">{t.verdict[verdict.code].word}</h1>
          <p class="verdict-reason">{reasonOf(verdict)}</p>
        </div>
        {verdict.isOld && <OldNotice />}
      </div>
    </div>
  );
}

/** Outside of the live region: nobody wants each second read out. */
function OldNotice() {
  const app = useApp();
  const nowMs = useSignal(app.nowMs());
  useEffect(() => {
    const timer = setInterval(() => {
      nowMs.value = app.nowMs();
    }, 1000);
    return () => clearInterval(timer);
  }, [app, nowMs]);
  const ageMs = nowMs.value - app.heardAtMs.value;
  return <p class="verdict-old figures">{t.connection.old(formatAge(ageMs))}</p>;
}
