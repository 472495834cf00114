/** The piece k (|z|² + s²)/2 of a kernel, whose sums over pairs have closed forms. */
export interface Spring {
  readonly spring: number;
  readonly softening: number;
}
