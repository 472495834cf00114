export async function renderReport(_: unknown): Promise<string> {
  return '';
}
