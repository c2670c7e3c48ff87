import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeIni, readIniValue } from '../../../scripts/obs-config/ini-file.ts';

describe('mergeIni', () => {
  it('keeps what it is not asked to change', () => {
    const text = '\ufeff[General]\nFirstRun=false\nLanguage=de-DE\n\n[Other]\n; note\nA=b=c\n';
    expect(mergeIni(text, { General: { FirstRun: true } })).toBe(
      '[General]\nFirstRun=true\nLanguage=de-DE\n\n[Other]\n; note\nA=b=c\n',
    );
  });

  it('adds keys to their section and sections at the end', () => {
    expect(mergeIni('[A]\nx=1\n\n[B]\ny=2\n', { A: { z: 3 }, C: { w: 'text' } })).toBe(
      '[A]\nx=1\nz=3\n\n[B]\ny=2\n\n[C]\nw=text\n',
    );
  });

  it('makes a file out of nothing', () => {
    expect(mergeIni('', { A: { x: 1 } })).toBe('[A]\nx=1\n');
  });

  it('reads back what it wrote, once however often it writes', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]{1,8}$/);
    fc.assert(
      fc.property(word, word, word, word, (section, key, value, next) => {
        const once = mergeIni('[Kept]\nkey=1\n', { [section]: { [key]: value } });
        const twice = mergeIni(once, { [section]: { [key]: next } });
        expect(readIniValue(twice, section, key)).toBe(next);
        expect(mergeIni(twice, { [section]: { [key]: next } })).toBe(twice);
        expect(twice.split('\n').filter((line) => line === `[${section}]`)).toHaveLength(1);
      }),
    );
  });
});

describe('readIniValue', () => {
  it('finds a key in its own section only', () => {
    const text = '[A]\r\nx=1\r\n[B]\r\nx=2\r\n';
    expect(readIniValue(text, 'B', 'x')).toBe('2');
    expect(readIniValue(text, 'C', 'x')).toBeUndefined();
    expect(readIniValue(text, 'A', 'y')).toBeUndefined();
  });
});
