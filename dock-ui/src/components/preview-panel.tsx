// What viewers see, and, only after a click, what the source itself shows beside it.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Panel } from './disclosure.tsx';
import { Segments } from './fields.tsx';
import { Icon } from './icon.tsx';
import { MaskChooser } from './mask-chooser.tsx';
import { PreviewCanvas } from './preview-canvas.tsx';

export function PreviewPanel({ isOpenAtFirst = false }: { isOpenAtFirst?: boolean }) {
  return (
    <Panel name="preview" title={t.preview.title} isOpenAtFirst={isOpenAtFirst}>
      {() => <Preview />}
    </Panel>
  );
}

function Preview() {
  const app = useApp();
  const { preview } = app;
  useEffect(() => preview.join(), [preview]);
  const layout = useSignal<'side' | 'slider'>('side');
  const mask = app.masks.value.find(({ filter_uuid }) => filter_uuid === preview.filterUuid.value);
  if (!mask) return <p class="muted">{t.preview.noMask}</p>;
  const name = mask.source_name;
  const isOriginalShown = preview.isOriginalWanted.value;
  return (
    <div class="stack">
      <MaskChooser label={t.preview.of} />
      {isOriginalShown && layout.value === 'slider' ? (
        <Divided name={name} />
      ) : (
        <div class={isOriginalShown ? 'pictures pictures-two' : 'pictures'}>
          <figure class="picture">
            <div class="picture-frame">
              <PreviewCanvas picture="processed" label={t.preview.picture(name)} />
              <Waiting />
            </div>
            <figcaption class="small muted">{t.preview.processed}</figcaption>
          </figure>
          {isOriginalShown && (
            <figure class="picture picture-original">
              <div class="picture-frame">
                <PreviewCanvas picture="original" label={t.preview.pictureOriginal(name)} />
              </div>
              <figcaption class="small">{t.preview.original}</figcaption>
            </figure>
          )}
        </div>
      )}
      {isOriginalShown ? (
        <>
          <div class="notice notice-careful small">
            <Icon name="alert" />
            <p>{t.preview.showWarning}</p>
          </div>
          <Segments
            label={t.preview.layout}
            choices={[
              { value: 'side', name: t.preview.layouts.side },
              { value: 'slider', name: t.preview.layouts.slider },
            ]}
            value={layout.value}
            onChoose={(value) => {
              layout.value = value;
            }}
          />
          <button type="button" class="button button-wide" onClick={() => preview.hideOriginal()}>
            <Icon name="eyeOff" />
            {t.preview.hide}
          </button>
        </>
      ) : (
        <button
          type="button"
          class="button button-quiet"
          disabled={!app.isOpen.value}
          onClick={() => preview.showOriginal()}
        >
          <Icon name="eye" />
          {t.preview.show}
        </button>
      )}
    </div>
  );
}

function Waiting() {
  const { preview } = useApp();
  // Subscribes: the text goes with the first picture.
  preview.arrived.value;
  return preview.latest('processed') ? null : (
    <p class="picture-waiting small muted">{t.preview.waiting}</p>
  );
}

/** One over the other: the original left of the line, what viewers see right of it. */
function Divided({ name }: { name: string }) {
  const share = useSignal(50);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    frame.current?.style.setProperty('--divide', `${share.value}%`);
  }, [share.value]);
  return (
    <div class="divided" ref={frame}>
      <div class="picture-frame">
        <PreviewCanvas picture="processed" label={t.preview.picture(name)} />
        <PreviewCanvas
          picture="original"
          class="divided-original"
          label={t.preview.pictureOriginal(name)}
        />
        <span class="divided-line" aria-hidden="true" />
      </div>
      <input
        class="slider divided-slider"
        type="range"
        min={0}
        max={100}
        value={share.value}
        aria-label={t.preview.divide}
        onInput={({ currentTarget }) => {
          share.value = Number(currentTarget.value);
        }}
      />
      <div class="divided-captions small muted" aria-hidden="true">
        <span>{t.preview.original}</span>
        <span>{t.preview.processed}</span>
      </div>
    </div>
  );
}
