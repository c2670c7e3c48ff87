// The client on a connection of the test's own: what it asks, what it makes of replies, and which events it passes on.

import { describe, expect, it } from 'vitest';
import { PlayAlterClient, PlayAlterError } from '../../client/playalter-client.ts';
import { vendorEvent, vendorName, vendorRequest } from '../../protocol/names.ts';
import { FakeConnection } from './fake-connection.ts';

function connected(): { obs: FakeConnection; client: PlayAlterClient } {
  const obs = new FakeConnection();
  return { obs, client: new PlayAlterClient(obs) };
}

describe('a request', () => {
  it('goes to the vendor, and without data where there is none', async () => {
    const { obs, client } = connected();
    obs.answer = { is_panicked: true };
    expect(await client.request(vendorRequest.panic)).toEqual({ is_panicked: true });
    obs.answer = { text: '' };
    await client.request(vendorRequest.exportPresets, {});
    await client.request(vendorRequest.exportPresets, { names: [{ name: 'A' }] });
    expect(obs.asked).toEqual([
      { vendorName, requestType: 'Panic' },
      { vendorName, requestType: 'ExportPresets' },
      { vendorName, requestType: 'ExportPresets', requestData: { names: [{ name: 'A' }] } },
    ]);
  });

  it('that the plugin refuses throws its code and its sentence', async () => {
    const { obs, client } = connected();
    obs.answer = { error_code: 'mask_not_found', error_message: 'There is no such mask.' };
    const asked = client.request(vendorRequest.getMask, { source_name: 'Nobody' });
    await expect(asked).rejects.toBeInstanceOf(PlayAlterError);
    await expect(asked).rejects.toMatchObject({
      code: 'mask_not_found',
      message: 'There is no such mask.',
    });
  });

  it.each([
    [undefined],
    [null],
    [7],
    [{}],
    [{ is_panicked: 1 }],
    [{ error_code: 'of_the_future', error_message: 'Later.' }],
  ])('that is answered with %o throws instead of passing it on', async (answer) => {
    const { obs, client } = connected();
    obs.answer = answer;
    await expect(client.request(vendorRequest.panic)).rejects.toMatchObject({
      code: 'reply_unexpected',
    });
  });

  it('takes what a later plugin says besides', async () => {
    const { obs, client } = connected();
    obs.answer = { is_panicked: false, since: 'tomorrow' };
    expect(await client.request(vendorRequest.resume)).toEqual({ is_panicked: false });
  });

  it('that can not be asked throws what the connection throws', async () => {
    const { obs, client } = connected();
    obs.answer = new Error('Not connected');
    await expect(client.request(vendorRequest.panic)).rejects.toThrow('Not connected');
  });
});

describe('an event', () => {
  it('is heard by name, of this vendor only, until it is not wanted any more', () => {
    const { obs, client } = connected();
    const heard: boolean[] = [];
    const stop = client.on(vendorEvent.panicChanged, ({ is_panicked: is }) => heard.push(is));
    const event = { vendorName, eventType: 'PanicChanged', eventData: { is_panicked: true } };
    obs.emit(event);
    obs.emit({ ...event, vendorName: 'another' });
    obs.emit({ ...event, eventType: 'MaskLost' });
    obs.emit({ ...event, eventData: { is_panicked: 'yes' } });
    obs.emit({ ...event, eventData: null });
    expect(heard).toEqual([true]);
    stop();
    obs.emit(event);
    expect(heard).toEqual([true]);
    expect(obs.listenerCount).toBe(0);
  });
});
