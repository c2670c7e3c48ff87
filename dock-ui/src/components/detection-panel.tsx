// Which detection model looks at every frame, and choosing another of those that were added by the command line.

import { useEffect } from 'preact/hooks';
import type { DetectionModel } from '../../../protocol/models.ts';
import { formatProvider } from '../models/format.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Panel } from './disclosure.tsx';
import { Choices } from './fields.tsx';

export function DetectionPanel() {
  const app = useApp();
  if (!app.hasCommand('UseModel')) return null;
  return (
    <Panel
      name="detection"
      title={t.detection.title}
      badge={<span class="muted count">{app.state.value?.daemon.model}</span>}
    >
      {() => <Models />}
    </Panel>
  );
}

function Models() {
  const { detection, isOpen, state } = useApp();
  const daemon = state.value?.daemon;
  const isConnected = isOpen.value;
  const inUse = daemon?.model;
  useEffect(() => {
    // Again with another daemon, and when another page has chosen.
    if (isConnected && inUse !== undefined) void detection.refresh();
  }, [detection, isConnected, inUse]);
  const { list, problem, isBusy } = detection;
  const marked = detection.marked.value ?? list?.in_use ?? '';
  return (
    <>
      {list && (
        <>
          <Choices
            label={t.detection.everyFrame}
            choices={list.models.map((model) => ({
              value: model.name,
              name: nameOf(model, list.in_use),
              text: textOf(model),
            }))}
            value={marked}
            isDisabled={isBusy || !isConnected}
            onChoose={(name) => {
              detection.marked.value = name;
            }}
          />
          {marked !== list.in_use && (
            <button
              type="button"
              class="button button-primary"
              disabled={isBusy || !isConnected}
              onClick={() => void detection.use()}
            >
              {t.detection.use(marked)}
            </button>
          )}
        </>
      )}
      <p class="small muted" role="status">
        {isBusy || !list
          ? t.detection.loading
          : t.detection.runsOn(formatProvider(daemon?.provider ?? ''))}
      </p>
      {problem && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
      {list?.models.length === 1 && (
        <p class="small">
          {t.detection.howToAdd} <code>npx playalter models add yunet</code>
        </p>
      )}
    </>
  );
}

function nameOf({ name }: DetectionModel, inUse: string): string {
  return name === inUse ? t.detection.inUse(name) : name;
}

function textOf({ family, bytes, problem }: DetectionModel): string {
  if (problem) return problem.message;
  return bytes === null ? family : t.detection.facts(family, bytes / 1024 / 1024);
}
