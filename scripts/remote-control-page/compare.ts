// Whether a reply is what the page says: the same keys everywhere, and the same values but for those that differ from
// run to run.

import type { JsonObject } from './page.ts';

/** Given anew in each run; what the page calls them is replaced by what they are in later requests. */
const idKeys: readonly string[] = ['filter_uuid', 'destination_id'];
/** What depends on the moment or on the machine. */
const freeKeys = new Set<string>([
  ...idKeys,
  ...['state', 'reason', 'plugin_version', 'obs_version', 'daemon_version', 'channel_state'],
  ...['is_active', 'quality_step', 'quality_reason'],
]);
/** Lists of what this machine has: each entry as in the page, however many there are. */
const freeLists = new Set<string>(['encoders']);
/** Whose numbers are exact; all others are figures. */
const exactParts = new Set<string>(['settings', 'protocol_major', 'protocol_minor']);

/** Each difference in one line; empty if there is none. */
export function differences(page: JsonObject, real: unknown): string[] {
  return compare({ page, real, path: '', key: '', values: 'as_usual' });
}

interface Pair {
  readonly page: unknown;
  readonly real: unknown;
  readonly path: string;
  readonly key: string;
  /** What of the values must be the same; as usual, all but figures. */
  readonly values: 'exact' | 'as_usual' | 'none';
}

function compare(pair: Pair): string[] {
  const { page, real } = pair;
  const key = pair.key;
  const values = exactParts.has(key) ? 'exact' : freeKeys.has(key) ? 'none' : pair.values;
  if (Array.isArray(page) && Array.isArray(real)) return compareLists({ ...pair, page, real });
  if (isObject(page) && isObject(real)) return compareObjects({ ...pair, page, real, values });
  const isFigure = typeof page === 'number' && values !== 'exact';
  const isSame = page === real || ((isFigure || values === 'none') && typeof page === typeof real);
  return isSame
    ? []
    : [`${pair.path} is ${JSON.stringify(real)}, in the page ${JSON.stringify(page)}`];
}

function compareLists(pair: Pair & { page: unknown[]; real: unknown[] }): string[] {
  const { page, real, path, key } = pair;
  const isFree = freeLists.has(key);
  if (page.length !== real.length && !isFree) {
    return [`${path} has ${real.length} entries, in the page ${page.length}`];
  }
  return real.flatMap((entry, index) =>
    compare({
      page: isFree ? page[0] : page[index],
      real: entry,
      path: `${path}[${index}]`,
      key: '',
      values: isFree ? 'none' : pair.values,
    }),
  );
}

function compareObjects(pair: Pair & { page: JsonObject; real: JsonObject }): string[] {
  const { page, real, path, values } = pair;
  return [...new Set([...Object.keys(page), ...Object.keys(real)])].flatMap((key) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (!(key in page)) return [`${at} is not in the page`];
    if (!(key in real)) return [`${at} is in the page only`];
    return compare({ page: page[key], real: real[key], path: at, key, values });
  });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Adds what the page's ids are in this run. */
export function noteIds(page: unknown, real: unknown, ids: Map<string, string>): void {
  if (Array.isArray(page) && Array.isArray(real)) {
    for (const [index, entry] of page.entries()) noteIds(entry, real[index], ids);
  } else if (isObject(page) && isObject(real)) {
    for (const [key, value] of Object.entries(page)) {
      const other = real[key];
      if (idKeys.includes(key) && typeof value === 'string' && typeof other === 'string') {
        ids.set(value, other);
      }
      noteIds(value, other, ids);
    }
  }
}

/** The same with other ids, wherever they stand. */
export function withIds(data: JsonObject, ids: ReadonlyMap<string, string>): JsonObject {
  const exchanged = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(exchanged);
    return isObject(value) ? withIds(value, ids) : value;
  };
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const isId = idKeys.includes(key) && typeof value === 'string';
      return [key, isId ? (ids.get(value) ?? value) : exchanged(value)];
    }),
  );
}
