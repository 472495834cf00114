/** The first sentence of a description, cut at a word where it is too long for a card. */
export function oneLine(description: string, most = 160): string {
  const sentence = description.split(/(?<=[.!?])\s+(?=[\p{Lu}‘“"(])/u)[0]!;
  if (sentence.length <= most) return sentence;
  const [clause] = sentence.split(/:\s/);
  if (clause!.length <= most && clause!.length > most / 3) return `${clause}.`;
  return `${sentence.slice(0, most).replace(/[\s,;]+\S*$/, '')} …`;
}

/** A part of a run as a percentage that stands still. */
export const percent = (part: number): string => `${Math.round(100 * part)} %`;

/** `covariance-error` is said "covariance error", `stepSize` "step size". */
export const words = (name: string): string =>
  name
    .replaceAll('-', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();

/** A figure in four digits, as short as it can be said. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 1e5 || size < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return text.replaceAll('-', '−').replace('e+', 'e');
}
