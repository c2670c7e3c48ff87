// What close-window.ts uses of the package x11, which has no types.

declare module 'x11' {
  type Reply<T> = (error: Error | null, value: T) => void;

  export interface XClient {
    InternAtom(onlyIfExists: boolean, name: string, reply: Reply<number>): void;
    QueryTree(
      window: number,
      reply: Reply<{ root: number; parent: number; children: number[] }>,
    ): void;
    GetProperty(
      remove: 0 | 1,
      window: number,
      property: number,
      type: number,
      offsetWords: number,
      lengthWords: number,
      reply: Reply<{ type: number; data: Buffer }>,
    ): void;
    GetInputFocus(reply: Reply<unknown>): void;
    SendEvent(window: number, propagate: 0 | 1, eventMask: number, event: Buffer): void;
    on(name: 'error', listener: (error: Error) => void): void;
    terminate(): void;
  }

  export interface Display {
    readonly client: XClient;
    readonly screen: readonly { readonly root: number }[];
  }

  function createClient(
    options: { readonly display: string },
    opened: (error: Error | null, display: Display) => void,
  ): XClient;

  const x11: { readonly createClient: typeof createClient };
  export default x11;
}
