/** What the page says of a method. */
export interface MethodText {
  /** TeX, in the standard notation of its field. */
  formula: string;
  /** A sentence or two. */
  says: string;
}
