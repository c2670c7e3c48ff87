import { signal } from '@preact/signals';
import { beforeEach, describe, expect, it } from 'vitest';
import { invent } from '../../dock-ui/dev/scenarios.ts';
import type {
  CommandPort,
  ConnectionStatus,
  Outcome,
  Watch,
} from '../../dock-ui/src/connection/command-port.ts';
import { AppModel } from '../../dock-ui/src/models/app-model.ts';
import { sentenceOf } from '../../dock-ui/src/strings/sentence-of.ts';
import type { PreviewFrame, PreviewPicture } from '../../protocol/preview-frame.ts';
import { FakeClock, settled } from './fake-clock.ts';

class FakePort implements CommandPort {
  readonly status = signal<ConnectionStatus>({
    kind: 'open',
    daemonVersion: '0.1.0',
    commands: [],
  });
  readonly watches: Watch[] = [];
  readonly commands: { name: string; input: object }[] = [];
  answer: Outcome = { ok: true, data: {} };

  async command(name: string, input: object): Promise<Outcome> {
    this.commands.push({ name, input });
    return this.answer;
  }

  watch(watch: Watch): void {
    this.watches.push(watch);
  }

  get preview() {
    return this.watches.at(-1)?.preview ?? null;
  }
}

let port: FakePort;
let app: AppModel;
const isPageVisible = signal(true);

beforeEach(() => {
  isPageVisible.value = true;
  port = new FakePort();
  app = new AppModel({ clock: new FakeClock(), isPageVisible });
  app.use(port);
  app.listener.onState({ type: 'state', state: invent('safe') });
});

function picture(kind: PreviewPicture, tag = port.preview?.tag ?? -1): PreviewFrame {
  return {
    picture: kind,
    state: 'masked',
    tag,
    widthPx: 1,
    heightPx: 1,
    frameId: 1,
    ageMs: 0,
    leftOut: 0,
    rgba: new Uint8ClampedArray(4),
  };
}

describe('the preview', () => {
  it('is asked for only while somebody sees it', () => {
    expect(port.preview).toBeNull();
    const leave = app.preview.join();
    expect(port.preview?.filter_uuid).toBe('mask-1');
    isPageVisible.value = false;
    expect(port.preview).toBeNull();
    isPageVisible.value = true;
    expect(port.preview).not.toBeNull();
    leave();
    expect(port.preview).toBeNull();
  });

  it('never asks for the original by itself', () => {
    app.preview.join();
    expect(port.preview?.with_original).toBe(false);
    app.preview.showOriginal();
    expect(port.preview?.with_original).toBe(true);
  });

  it('forgets the wish for the original with another mask, a lost connection, a closed panel', () => {
    const leave = app.preview.join();
    const endings: readonly (() => void)[] = [
      () => app.preview.choose('mask-2'),
      () => {
        port.status.value = { kind: 'lost', problem: 'unreachable' };
        port.status.value = { kind: 'open', daemonVersion: '0.1.0', commands: [] };
      },
      () => app.listener.onState({ type: 'state', state: invent('starting') }),
      () => {
        leave();
        app.preview.join();
      },
    ];
    for (const [index, end] of endings.entries()) {
      app.preview.showOriginal();
      app.listener.onPicture(picture('original'));
      expect(app.preview.latest('original'), `before ${index}`).toBeDefined();
      end();
      expect(port.preview?.with_original, `after ${index}`).toBe(false);
      expect(app.preview.latest('original'), `after ${index}`).toBeUndefined();
    }
  });

  it('drops pictures of an earlier wish, and originals that nobody asked for', () => {
    app.preview.join();
    const oldTag = port.preview?.tag ?? -1;
    app.preview.choose('mask-2');
    app.listener.onPicture(picture('processed', oldTag));
    app.listener.onPicture(picture('original'));
    expect(app.preview.latest('processed')).toBeUndefined();
    expect(app.preview.latest('original')).toBeUndefined();
    app.listener.onPicture(picture('processed'));
    expect(app.preview.latest('processed')).toBeDefined();
  });

  it('goes on with another mask when its own is gone', () => {
    app.preview.join();
    app.preview.choose('mask-2');
    app.listener.onState({ type: 'state', state: invent('starting') });
    expect(port.preview?.filter_uuid).toBe('mask-1');
  });
});

describe('a command', () => {
  it('that fails is said in one sentence', async () => {
    port.answer = { ok: false, code: 'source_not_found', message: 'x' };
    expect(await app.run('AddMask', { source_name: 'Gone' })).toBeUndefined();
    const [notice] = app.notices.shown.value;
    expect(notice?.kind).toBe('failure');
    expect(notice?.text).toBe(sentenceOf({ code: 'source_not_found', message: '' }));
  });

  it('that fails again is said once', async () => {
    port.answer = { ok: false, code: 'obs_missing', message: '' };
    for (let count = 0; count < 5; count++) await app.run('Panic', {});
    expect(app.notices.shown.value.length).toBe(1);
  });

  it('to go live that the guard stopped is said in the guard’s words', () => {
    const message = 'The stream was not started: “Webcam” is switched off.';
    app.listener.onEvent({ type: 'event', event: 'GoLiveStopped', data: { message } });
    app.listener.onEvent({ type: 'event', event: 'FacesChanged', data: { faces: 3 } });
    expect(app.notices.shown.value.map(({ text }) => text)).toEqual([message]);
  });

  it('changes a mask by its id', async () => {
    app.editsOf('mask-2').change({ is_covered: true });
    await settled();
    expect(port.commands).toEqual([
      { name: 'SetMask', input: { filter_uuid: 'mask-2', is_covered: true } },
    ]);
    expect(app.masks.value.find(({ filter_uuid }) => filter_uuid === 'mask-2')?.is_covered).toBe(
      true,
    );
  });
});

it('says something for a code it has never heard of', () => {
  expect(sentenceOf({ code: 'brand_new', message: 'Because.' })).toBe('Because.');
  expect(sentenceOf({ code: 'brand_new', message: '' })).toContain('brand_new');
});
