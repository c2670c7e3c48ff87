// Further platforms beside OBS's own stream, each with its state; one that fails says so by itself.

import { useSignal } from '@preact/signals';
import type { Destination } from '../../../protocol/destinations.ts';
import { destinationPlatforms, limit } from '../../../protocol/names.ts';
import { formatBitrate, formatDuration, formatShare } from '../models/format.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Confirm } from './confirm.tsx';
import { Check, Select, TextField } from './fields.tsx';
import { Icon } from './icon.tsx';
import { OutputTag } from './outputs-panel.tsx';
import { SecretField } from './secret-field.tsx';

export function DestinationList({ destinations }: { destinations: readonly Destination[] | null }) {
  const app = useApp();
  const isAdding = useSignal(false);
  return (
    <section class="stack stack-tight" aria-labelledby="destinations-title">
      <h3 id="destinations-title">{t.outputs.destinations}</h3>
      {destinations === null && <p class="muted small">{t.outputs.destinationsOff}</p>}
      {destinations?.length === 0 && <p class="muted small">{t.outputs.destinationsNone}</p>}
      {destinations && destinations.length > 0 && (
        <ul class="rows">
          {destinations.map((destination) => (
            <DestinationRow key={destination.destination_id} destination={destination} />
          ))}
        </ul>
      )}
      {isAdding.value ? (
        <DestinationForm
          onClose={() => {
            isAdding.value = false;
          }}
        />
      ) : (
        <button
          type="button"
          class="button"
          disabled={
            !app.isOpen.value || !destinations || destinations.length >= limit.destinationsMax
          }
          onClick={() => {
            isAdding.value = true;
          }}
        >
          <Icon name="plus" />
          {t.outputs.destinationAdd}
        </button>
      )}
    </section>
  );
}

function DestinationRow({ destination }: { destination: Destination }) {
  const app = useApp();
  const isEditing = useSignal(false);
  const { destination_id, name, state, platform, has_key, is_enabled, error_message } = destination;
  const isOff = state === 'off' || state === 'failed';
  const details = [
    t.outputs.platformNames[platform] ?? platform,
    has_key ? '' : t.outputs.destinationKeyMissing,
    is_enabled ? t.outputs.destinationWith.toLocaleLowerCase() : '',
    ...(isOff
      ? []
      : [
          formatDuration(destination.duration_ms / 1000),
          formatBitrate(destination.bitrate_kbps),
          t.outputs.dropped(formatShare(destination.frames_dropped, destination.frames_total)),
          destination.reconnects > 0 ? t.outputs.reconnects(destination.reconnects) : '',
        ]),
  ].filter(Boolean);
  if (isEditing.value) {
    return (
      <li>
        <DestinationForm
          destination={destination}
          onClose={() => {
            isEditing.value = false;
          }}
        />
      </li>
    );
  }
  return (
    <li class="output">
      <div class="output-text">
        <p class="row row-tight">
          <span class="rows-name">{name}</span>
          <OutputTag state={state} />
        </p>
        <p class="small muted figures">{details.join(' · ')}</p>
        {error_message !== '' && <p class="field-error">{error_message}</p>}
      </div>
      <div class="row row-tight">
        <button
          type="button"
          class="button button-quiet button-icon"
          aria-label={t.outputs.destinationEdit(name)}
          disabled={!app.isOpen.value}
          onClick={() => {
            isEditing.value = true;
          }}
        >
          <Icon name="pencil" />
        </button>
        <button
          type="button"
          class="button"
          aria-label={isOff ? t.outputs.startOf(name) : t.outputs.stopOf(name)}
          disabled={!app.isOpen.value || state === 'stopping'}
          onClick={() =>
            void app.run(isOff ? 'StartDestination' : 'StopDestination', { destination_id })
          }
        >
          {isOff ? t.outputs.start : t.outputs.stop}
        </button>
      </div>
    </li>
  );
}

function DestinationForm({
  destination,
  onClose,
}: {
  destination?: Destination;
  onClose: () => void;
}) {
  const app = useApp();
  const name = useSignal(destination?.name ?? '');
  const platform = useSignal(destination?.platform ?? 'twitch');
  const server = useSignal(destination?.server ?? '');
  const key = useSignal('');
  const isEnabled = useSignal(destination?.is_enabled ?? true);
  const trimmed = name.value.trim();
  const save = async () => {
    const input = {
      ...(destination ? { destination_id: destination.destination_id } : {}),
      name: trimmed,
      platform: platform.value,
      server: platform.value === 'custom' ? server.value.trim() : '',
      is_enabled: isEnabled.value,
      ...(key.value === '' ? {} : { key: key.value }),
    };
    key.value = '';
    if (!(await app.run('SetDestination', input))) return;
    app.notices.say('done', t.outputs.destinationSaved(trimmed));
    onClose();
  };
  return (
    <form
      class="confirm"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (trimmed !== '') void save();
      }}
      onKeyDown={({ key: pressed }) => pressed === 'Escape' && onClose()}
    >
      <TextField
        label={t.outputs.destinationName}
        value={name.value}
        hasFocus
        maxLength={limit.destinationNameBytesMax}
        onInput={(text) => {
          name.value = text;
        }}
      />
      <Select
        label={t.outputs.platform}
        choices={destinationPlatforms.map((value) => ({
          value,
          name: t.outputs.platformNames[value] ?? value,
        }))}
        value={platform.value}
        onChoose={(value) => {
          platform.value = value;
        }}
      />
      {platform.value === 'custom' && (
        <TextField
          label={t.outputs.server}
          hint={t.outputs.serverHint}
          value={server.value}
          maxLength={1024}
          onInput={(text) => {
            server.value = text;
          }}
        />
      )}
      <SecretField
        label={t.outputs.key}
        value={key.value}
        hint={[destination?.has_key ? t.outputs.keySaved : '', t.outputs.keyPromise]
          .filter(Boolean)
          .join(' ')}
        onInput={(text) => {
          key.value = text;
        }}
      />
      <Check
        label={t.outputs.destinationWith}
        isChecked={isEnabled.value}
        onChange={(isChecked) => {
          isEnabled.value = isChecked;
        }}
      />
      <div class="row">
        <button type="button" class="button grow" onClick={onClose}>
          {t.outputs.cancel}
        </button>
        <button
          type="submit"
          class="button button-primary grow"
          disabled={trimmed === '' || !app.isOpen.value}
        >
          {t.outputs.destinationSave}
        </button>
      </div>
      {destination && (
        <Confirm
          label={t.outputs.destinationRemove}
          icon="trash"
          class="button button-quiet"
          question={t.outputs.destinationRemoveQuestion(destination.name)}
          yes={t.outputs.destinationRemove}
          no={t.presets.deleteNo}
          isDisabled={!app.isOpen.value}
          onYes={() =>
            void app.run('RemoveDestination', { destination_id: destination.destination_id })
          }
        />
      )}
    </form>
  );
}
