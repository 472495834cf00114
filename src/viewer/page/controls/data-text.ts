/** Data as a person writes it in a field: words as they are, anything else as JSON. */
export function textOfData(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The data of such a text; an empty one is nothing. */
export function dataOfText(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  try {
    return JSON.parse(trimmed);
  } catch {
    return trimmed;
  }
}
