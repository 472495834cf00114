/** What a scene can be recorded as. */
export const FORMATS = ['webm', 'gif', 'png'] as const;

export type Format = (typeof FORMATS)[number];
