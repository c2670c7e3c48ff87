// What goes out of OBS and where to: start and stop, with the figures of what runs.

import type { OutputsState } from '../../../protocol/outputs.ts';
import { formatBitrate, formatDuration, formatShare } from '../models/format.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Confirm } from './confirm.tsx';
import { DestinationList } from './destination-list.tsx';
import { Panel } from './disclosure.tsx';
import { Icon } from './icon.tsx';
import { OutputSetup } from './output-setup.tsx';
import { VirtualCameraSteps } from './virtual-camera-steps.tsx';

export function OutputsPanel({ isOpenAtFirst = false }: { isOpenAtFirst?: boolean }) {
  const app = useApp();
  const outputs = app.state.value?.outputs;
  const live = outputs
    ? [outputs.stream, outputs.record, outputs.virtual_camera].filter(({ state }) => isOn(state))
        .length
    : 0;
  return (
    <Panel
      name="outputs"
      title={t.outputs.title}
      isOpenAtFirst={isOpenAtFirst}
      badge={
        live > 0 && (
          <span class="tag tag-live">
            <Icon name="live" size={12} />
            {t.outputs.on(live)}
          </span>
        )
      }
    >
      {() => (outputs ? <Outputs outputs={outputs} /> : <p class="muted">{t.outputs.waiting}</p>)}
    </Panel>
  );
}

function isOn(state: string): boolean {
  return state !== 'off' && state !== 'unavailable';
}

interface OutputRow {
  readonly name: string;
  readonly state: string;
  readonly details: readonly string[];
  readonly problem: { readonly message: string } | null;
  readonly start: 'StartStream' | 'StartRecord' | 'StartVirtualCamera';
  readonly stop: 'StopStream' | 'StopRecord' | 'StopVirtualCamera';
}

function rowsOf({ stream, record, virtual_camera }: OutputsState): readonly OutputRow[] {
  return [
    {
      name: t.outputs.stream,
      state: stream.state,
      details: [
        stream.service_name,
        ...(isOn(stream.state)
          ? [
              formatDuration(stream.duration_ms / 1000),
              formatBitrate(stream.bitrate_kbps),
              t.outputs.dropped(formatShare(stream.frames_dropped, stream.frames_total)),
            ]
          : []),
      ],
      problem: stream.problem,
      start: 'StartStream',
      stop: 'StopStream',
    },
    {
      name: t.outputs.record,
      state: record.state,
      details: isOn(record.state)
        ? [formatDuration(record.duration_ms / 1000), formatBitrate(record.bitrate_kbps)]
        : [],
      problem: record.problem,
      start: 'StartRecord',
      stop: 'StopRecord',
    },
    {
      name: t.outputs.virtualCamera,
      state: virtual_camera.state,
      details: [],
      problem: virtual_camera.problem,
      start: 'StartVirtualCamera',
      stop: 'StopVirtualCamera',
    },
  ];
}

function Outputs({ outputs }: { outputs: OutputsState }) {
  const app = useApp();
  const rows = rowsOf(outputs);
  const isReachable = outputs.connection.state === 'connected' && app.isOpen.value;
  return (
    <>
      {outputs.connection.state !== 'connected' && (
        <div class="notice notice-careful">
          <Icon name="plugOff" />
          <p>{outputs.connection.sentence}</p>
        </div>
      )}
      <ul class="rows">
        {rows.map((row) => (
          <OutputLine key={row.name} row={row} isReachable={isReachable} />
        ))}
      </ul>
      <AllOutputs isReachable={isReachable} isAnyOn={rows.some(({ state }) => isOn(state))} />
      <DestinationList destinations={outputs.destinations} />
      <OutputSetup outputs={outputs} isReachable={isReachable} />
      <VirtualCameraSteps programs={outputs.virtual_camera_steps} />
    </>
  );
}

function OutputLine({ row, isReachable }: { row: OutputRow; isReachable: boolean }) {
  const app = useApp();
  const { name, state, details, problem } = row;
  const lower = name.toLocaleLowerCase();
  return (
    <li class="output">
      <div class="output-text">
        <p class="row row-tight">
          <span class="rows-name">{name}</span>
          <OutputTag state={state} />
        </p>
        {details.some(Boolean) && (
          <p class="small muted figures">{details.filter(Boolean).join(' · ')}</p>
        )}
        {problem && <p class="field-error">{problem.message}</p>}
      </div>
      {isOn(state) ? (
        <Confirm
          label={t.outputs.stop}
          class="button"
          question={t.outputs.stopQuestion(lower)}
          yes={t.outputs.stop}
          no={t.outputs.stopNo}
          isDisabled={!isReachable || state === 'stopping'}
          onYes={() => void app.run(row.stop, {})}
        />
      ) : (
        <button
          type="button"
          class="button"
          aria-label={t.outputs.startOf(name)}
          disabled={!isReachable || state === 'unavailable'}
          onClick={() => void app.run(row.start, {})}
        >
          {t.outputs.start}
        </button>
      )}
    </li>
  );
}

export function OutputTag({ state }: { state: string }) {
  const tone =
    state === 'live'
      ? 'live'
      : state === 'failed'
        ? 'exposed'
        : state === 'reconnecting'
          ? 'careful'
          : 'note';
  return (
    <span class={`tag tag-${tone}`}>
      {tone === 'live' && <Icon name="live" size={12} />}
      {(tone === 'exposed' || tone === 'careful') && <Icon name="alert" size={12} />}
      {t.outputs.states[state] ?? state}
    </span>
  );
}

function AllOutputs({ isReachable, isAnyOn }: { isReachable: boolean; isAnyOn: boolean }) {
  const app = useApp();
  const startAll = async () => {
    const done = await app.run('StartAll', {});
    for (const { ok, message } of resultsOf(done?.data)) {
      if (!ok && message) app.notices.say('failure', message);
    }
  };
  return (
    <div class="row row-end">
      <button
        type="button"
        class="button button-primary grow"
        disabled={!isReachable}
        onClick={() => void startAll()}
      >
        <Icon name="live" />
        {t.outputs.startAll}
      </button>
      {isAnyOn && (
        <Confirm
          label={t.outputs.stopAll}
          class="button"
          question={t.outputs.stopAllQuestion}
          yes={t.outputs.stopAll}
          no={t.outputs.stopNo}
          isDisabled={!isReachable}
          onYes={() => void app.run('StopAll', {})}
        />
      )}
    </div>
  );
}

function resultsOf(data: unknown): readonly { ok: boolean; message: string }[] {
  const { results } = (data ?? {}) as { results?: unknown };
  return Array.isArray(results) ? (results as { ok: boolean; message: string }[]) : [];
}
