// A section that folds. What is inside exists only while it is open, so that nothing is watched that nobody sees.

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { readKept, writeKept } from '../connection/kept-choices.ts';
import { Icon, type IconName } from './icon.tsx';

interface PanelProps {
  /** Under which it is remembered, in this browser, whether it is open. */
  readonly name: string;
  readonly title: string;
  readonly icon?: IconName;
  /** Beside the title, also when folded. */
  readonly badge?: ComponentChildren;
  readonly isOpenAtFirst?: boolean;
  readonly children: () => ComponentChildren;
}

export function Panel({ name, title, badge, isOpenAtFirst = false, children }: PanelProps) {
  const id = useId();
  const isOpen = useSignal(readKept(`panel.${name}`, isOpenAtFirst ? 'open' : 'closed') === 'open');
  const toggle = () => {
    isOpen.value = !isOpen.value;
    writeKept(`panel.${name}`, isOpen.value ? 'open' : 'closed');
  };
  return (
    <section class="panel" aria-labelledby={`${id}-title`}>
      <h2 class="panel-head">
        <button
          type="button"
          id={`${id}-title`}
          class="panel-toggle"
          aria-expanded={isOpen.value}
          aria-controls={isOpen.value ? `${id}-body` : undefined}
          onClick={toggle}
        >
          <span class={isOpen.value ? 'panel-mark panel-mark-open' : 'panel-mark'}>
            <Icon name="chevron" size={12} />
          </span>
          <span class="panel-title">{title}</span>
          {badge}
        </button>
      </h2>
      {isOpen.value && (
        <div id={`${id}-body`} class="panel-body stack">
          {children()}
        </div>
      )}
    </section>
  );
}
