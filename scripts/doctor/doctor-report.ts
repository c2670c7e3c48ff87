// The egress report for people: findings by severity, what was looked at, and what can't be seen from here.

import { styleText } from 'node:util';
import type { EgressReport } from '../../control-server/src/egress/egress-report.ts';
import type { Severity } from '../../protocol/findings.ts';

const headings: Record<
  Severity,
  { title: string; mark: string; color: 'red' | 'yellow' | 'cyan' }
> = {
  raw: { title: 'Raw pictures can leave', mark: '✗', color: 'red' },
  risk: { title: 'Risks', mark: '!', color: 'yellow' },
  note: { title: 'Worth knowing', mark: '·', color: 'cyan' },
};

export function describeReport(
  { obs, findings, looked, notSeen }: EgressReport,
  { isColoured }: { isColoured: boolean },
): string {
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    isColoured ? styleText(format, text) : text;
  const lines = [style('bold', `OBS ${obs.version ?? '(version unknown)'}${stateOf(obs)}`)];
  for (const severity of ['raw', 'risk', 'note'] as const) {
    const { title, mark, color } = headings[severity];
    const ofSeverity = findings.filter((finding) => finding.severity === severity);
    if (ofSeverity.length === 0) continue;
    lines.push('', style([color, 'bold'], `${title} (${ofSeverity.length})`));
    for (const { what, advice, code } of ofSeverity) {
      lines.push(`${style(color, mark)} ${what} ${style('dim', `[${code}]`)}`, `  → ${advice}`);
    }
  }
  if (findings.every(({ severity }) => severity === 'note')) {
    lines.push(
      '',
      style(['green', 'bold'], 'No way was found in which a raw picture could leave OBS.'),
    );
  }
  lines.push('', 'Looked at:', ...looked.map((item) => `  ${item}`));
  lines.push('Cannot be seen from here:', ...notSeen.map((item) => `  ${item}`));
  return lines.join('\n');
}

function stateOf({ isRunning, collection, profile }: EgressReport['obs']): string {
  const running = isRunning === null ? '' : isRunning ? ', running' : ', not running';
  const names = [
    ...(collection === null ? [] : [`scene collection "${collection}"`]),
    ...(profile === null ? [] : [`profile "${profile}"`]),
  ];
  return `${running}${names.map((name) => `, ${name}`).join('')}`;
}
