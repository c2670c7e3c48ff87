// Examples read from a page, written into it, and compared with what was answered.

import { describe, expect, it } from 'vitest';
import { differences, noteIds, withIds } from '../../../scripts/remote-control-page/compare.ts';
import { examplesOf, withReplies } from '../../../scripts/remote-control-page/page.ts';

function section(name: string, request: string, reply: string): string {
  return `### ${name}\n\nText.\n\n\`\`\`json request\n${request}\n\`\`\`\n\n\`\`\`json reply\n${reply}\n\`\`\`\n\n`;
}

const page = `# Page\n\n${section('One', '{ "a": 1 }', '{}')}${section('Two', '{}', '{ "b": [] }')}## End\n`;

describe('the examples of a page', () => {
  it('are read in their order', () => {
    expect(examplesOf(page).map(({ request, data, reply }) => [request, data, reply])).toEqual([
      ['One', { a: 1 }, {}],
      ['Two', {}, { b: [] }],
    ]);
  });

  it('are written without touching anything else', () => {
    const replies = [{ c: { d: 'e' } }, { b: [{ f: 1 }] }];
    const written = withReplies(page, replies);
    expect(examplesOf(written).map(({ reply }) => reply)).toEqual(replies);
    expect(withReplies(written, [{}, { b: [] }]).replaceAll(/\s+/g, ' ')).toBe(
      page.replaceAll(/\s+/g, ' '),
    );
  });

  it('must be whole', () => {
    expect(() => examplesOf('### Three\n\nNothing.\n')).toThrow('Three');
    expect(() => examplesOf(section('Four', 'no JSON', '{}'))).toThrow();
    expect(() => withReplies(page, [{}])).toThrow();
  });
});

describe('a reply', () => {
  const said = {
    mask: { filter_uuid: 'u', name: 'A', settings: { intensity: 70 }, faces: 3 },
    encoders: [{ encoder_id: 'x' }],
  };

  it.each([
    ['the same', said, []],
    ['other figures and ids', { ...said, mask: { ...said.mask, filter_uuid: 'v', faces: 9 } }, []],
    ['another setting', { ...said, mask: { ...said.mask, settings: { intensity: 71 } } }, [/70/]],
    ['another name', { ...said, mask: { ...said.mask, name: 'B' } }, [/mask\.name/]],
    ['a number for a text', { ...said, mask: { ...said.mask, filter_uuid: 7 } }, [/filter_uuid/]],
    ['a field too many', { ...said, more: 1 }, [/more is not in the page/]],
    ['a field too few', { mask: said.mask }, [/encoders is in the page only/]],
    [
      'other things of the machine',
      { ...said, encoders: [{ encoder_id: 'y' }, { encoder_id: 'z' }] },
      [],
    ],
    ['other things of another form', { ...said, encoders: [{ id: 'y' }] }, [/only/, /not in/]],
    ['no object', 7, [/is 7/]],
  ])('with %s', (_what, real, wanted) => {
    const found = differences(said, real);
    expect(found).toHaveLength(wanted.length);
    for (const [index, part] of wanted.entries()) expect(found[index]).toMatch(part);
  });

  it('says what the page calls by another id', () => {
    const ids = new Map<string, string>();
    noteIds([{ destination_id: 'page' }], [{ destination_id: 'real' }], ids);
    expect(withIds({ destination_id: 'page', name: 'page' }, ids)).toEqual({
      destination_id: 'real',
      name: 'page',
    });
    expect(withIds({ filter_uuid: 'other' }, ids)).toEqual({ filter_uuid: 'other' });
  });
});
