// Platform, stream key, quality: written into OBS's own settings. A key lives in its field until it is sent, and nowhere
// else.

import { useSignal } from '@preact/signals';
import type {
  ChoosablePlatform,
  EncoderChoice,
  OutputsState,
  Quality,
} from '../../../protocol/outputs.ts';
import { formatBitrate } from '../models/format.ts';
import { qualityParts } from '../models/quality-parts.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Select, TextField } from './fields.tsx';
import { SecretField } from './secret-field.tsx';

interface SetupProps {
  readonly outputs: OutputsState;
  readonly isReachable: boolean;
}

export function OutputSetup(props: SetupProps) {
  return (
    <details class="notes">
      <summary>{t.outputs.setup}</summary>
      <div class="stack">
        <PlatformForm {...props} />
        <hr class="line" />
        <QualityForm {...props} />
      </div>
    </details>
  );
}

function PlatformForm({ outputs, isReachable }: SetupProps) {
  const app = useApp();
  const { stream, platforms } = outputs;
  const now = platforms.find(({ platform }) => platform === stream.platform) ?? platforms[0];
  const chosen = useSignal<ChoosablePlatform | undefined>(undefined);
  const server = useSignal('');
  const key = useSignal('');
  const entry = platforms.find(({ platform }) => platform === chosen.value) ?? now;
  if (!entry) return null;
  const isSame = entry.platform === stream.platform;
  const save = async () => {
    const input = {
      platform: entry.platform,
      ...(entry.needs_server && server.value.trim() !== '' ? { server: server.value.trim() } : {}),
      ...(key.value === '' ? {} : { key: key.value }),
    };
    // Before the answer: a key is not kept for as long as a reply takes.
    key.value = '';
    if (!(await app.run('SetPlatform', input))) return;
    chosen.value = undefined;
    server.value = '';
    app.notices.say('done', t.outputs.platformSaved);
  };
  return (
    <form
      class="stack stack-tight"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Select
        label={t.outputs.platform}
        choices={platforms.map(({ platform, name }) => ({ value: platform, name }))}
        value={entry.platform}
        onChoose={(platform) => {
          chosen.value = platform;
        }}
      />
      {entry.needs_server && (
        <TextField
          label={t.outputs.server}
          hint={t.outputs.serverHint}
          value={server.value}
          placeholder={isSame ? stream.server : ''}
          maxLength={1024}
          onInput={(text) => {
            server.value = text;
          }}
        />
      )}
      <SecretField
        label={t.outputs.key}
        value={key.value}
        hint={[
          isSame && stream.has_key ? t.outputs.keySaved : t.outputs.keyMissing,
          entry.key_hint,
          t.outputs.keyPromise,
        ]
          .filter(Boolean)
          .join(' ')}
        onInput={(text) => {
          key.value = text;
        }}
      />
      <button type="submit" class="button" disabled={!isReachable}>
        {t.outputs.savePlatform}
      </button>
    </form>
  );
}

function QualityForm({ outputs, isReachable }: SetupProps) {
  const app = useApp();
  const { video, qualities } = outputs;
  const chosen = useSignal<Quality | 'custom' | undefined>(undefined);
  const encoder = useSignal<EncoderChoice>('keep');
  const wanted = chosen.value ?? video?.quality ?? 'custom';
  const entry = qualities.find(({ quality }) => quality === wanted);
  const stopFirst = video?.stop_first ?? [];
  const save = async () => {
    if (!entry) return;
    const input = { quality: entry.quality, encoder: encoder.value };
    const done = await app.run('SetQuality', input);
    if (!done) return;
    chosen.value = undefined;
    const { note } = done.data as { note?: unknown };
    app.notices.say(
      'done',
      typeof note === 'string' && note !== '' ? note : t.outputs.qualitySaved,
    );
  };
  const custom = { value: 'custom' as const, name: t.outputs.qualityCustom };
  return (
    <form
      class="stack stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Select
        label={t.outputs.quality}
        choices={[
          ...(video?.quality === 'custom' || !video ? [custom] : []),
          ...qualities.map(({ quality }) => {
            const { height, fps } = qualityParts(quality);
            return { value: quality, name: t.outputs.qualityName(height, fps) };
          }),
        ]}
        value={wanted}
        onChoose={(quality) => {
          chosen.value = quality;
        }}
      />
      {entry && (
        <p class="field-hint">{t.outputs.bitrate(formatBitrate(entry.video_bitrate_kbps))}</p>
      )}
      <Select
        label={t.outputs.encoder}
        choices={(Object.keys(t.outputs.encoders) as EncoderChoice[]).map((value) => ({
          value,
          name: t.outputs.encoders[value],
        }))}
        value={encoder.value}
        onChoose={(value) => {
          encoder.value = value;
        }}
      />
      {stopFirst.length > 0 && (
        <p class="field-hint">
          {t.outputs.stopFirst(stopFirst.map((name) => t.outputs.stopNames[name]).join(', '))}
        </p>
      )}
      <button
        type="submit"
        class="button"
        disabled={!isReachable || !entry || stopFirst.length > 0}
      >
        {t.outputs.saveQuality}
      </button>
    </form>
  );
}
