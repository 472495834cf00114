/** How a number that JSON does not know is written, so that a record says what was computed: `{ "$number": "NaN" }`. */
const TAG = '$number';
const NUMBERS: Record<string, number> = { NaN: Number.NaN, Infinity: Infinity, '-Infinity': -Infinity, '-0': -0 };

/** JSON of plain data; NaN, ±∞ and −0 survive the way there and back. @throws TypeError for cycles and big integers */
export const toJson = (value: unknown): string => JSON.stringify(value, (_, each) => tagged(each));

/** @throws SyntaxError */
export const fromJson = (text: string): unknown => JSON.parse(text, (_, each) => untagged(each));

/** As `toJson`, with the keys of every object in the order of their code units: one text for equal data. */
export const toCanonicalJson = (value: unknown): string => JSON.stringify(value, (_, each) => sorted(tagged(each)));

function tagged(value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return { [TAG]: Object.is(value, -0) ? '-0' : String(value) };
}

function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const name = (value as Record<string, unknown>)[TAG];
  return typeof name === 'string' && Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : value;
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  // Without a prototype: else a key `__proto__` would be lost.
  const out: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(value).sort()) out[key] = (value as Record<string, unknown>)[key];
  return out;
}
