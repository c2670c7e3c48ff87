// The examples of docs/remote-control.md: under each request's heading a block `json request` and a block
// `json reply`. Read, and written with other replies.

import { z } from 'zod';

const jsonObject = z.record(z.string(), z.unknown());
export type JsonObject = z.infer<typeof jsonObject>;

export interface Example {
  readonly request: string;
  readonly data: JsonObject;
  readonly reply: JsonObject;
  /** Of the reply's text in the page. */
  readonly from: number;
  readonly to: number;
}

const heading = /^### (\w+)$/gm;
const requestBlock = /^```json request\n([\s\S]*?)^```$/m;
const replyBlock = /^```json reply\n([\s\S]*?)^```$/m;

/** In the order of the page. Throws where a heading has no examples. */
export function examplesOf(page: string): Example[] {
  const headings = [...page.matchAll(heading)];
  return headings.map((match, index) => {
    const request = match[1] ?? '';
    const start = match.index;
    const section = page.slice(start, headings[index + 1]?.index ?? page.length);
    const asked = requestBlock.exec(section);
    const replied = replyBlock.exec(section);
    if (!asked || !replied) throw new Error(`${request} has no request or no reply in the page.`);
    const from = start + replied.index + '```json reply\n'.length;
    return {
      request,
      data: jsonObject.parse(JSON.parse(asked[1] ?? '')),
      reply: jsonObject.parse(JSON.parse(replied[1] ?? '')),
      from,
      to: from + (replied[1] ?? '').length,
    };
  });
}

/** The page with these replies, one for each example. */
export function withReplies(page: string, replies: readonly JsonObject[]): string {
  let written = page;
  const examples = examplesOf(page);
  // From the end, so that places before it stay where they are.
  for (const [index, { from, to }] of [...examples.entries()].reverse()) {
    const reply = replies[index];
    if (!reply) throw new Error('There are fewer replies than examples.');
    written = `${written.slice(0, from)}${JSON.stringify(reply, null, 2)}\n${written.slice(to)}`;
  }
  return written;
}
