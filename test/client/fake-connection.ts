// An obs-websocket connection of the test's own: what is asked is kept, what is answered is said beforehand.

import type { JsonObject, ObsConnection, VendorEvent } from '../../client/playalter-client.ts';

export interface Asked {
  readonly vendorName: string;
  readonly requestType: string;
  readonly requestData?: JsonObject;
}

export class FakeConnection implements ObsConnection {
  readonly asked: Asked[] = [];
  answer: unknown = {};
  readonly #listeners = new Set<(event: VendorEvent) => void>();

  async call(_request: 'CallVendorRequest', data: Asked): Promise<{ responseData: unknown }> {
    this.asked.push(data);
    if (this.answer instanceof Error) throw this.answer;
    return { responseData: this.answer };
  }

  on(_event: 'VendorEvent', listener: (event: VendorEvent) => void): void {
    this.#listeners.add(listener);
  }

  off(_event: 'VendorEvent', listener: (event: VendorEvent) => void): void {
    this.#listeners.delete(listener);
  }

  emit(event: VendorEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }
}
