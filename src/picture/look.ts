/** How panes are shown. It has no influence on a run. */
export interface Look {
  theme: 'dark' | 'light';
  /** Every ensemble in a pane of its own, or those with the same target in one. */
  layout?: 'side-by-side' | 'overlay';
  /** Regions of highest density, or the density itself. */
  ground?: 'contours' | 'heatmap' | 'none';
  /** Potential and pressure of sites on a line. */
  potentials?: boolean;
  /** Histograms at the edges of plots. Default true. */
  marginals?: boolean;
  /** The line above each plot; its place stays where something else writes it. Default true. */
  headings?: boolean;
  /** A second pane for ensembles with mirror coordinates ∇u(x). Default false. */
  mirror?: boolean;
  /** A family or several, as in a style sheet. */
  fonts?: string;
}

/** Of a canvas. */
export interface Size {
  /** CSS pixels. */
  width: number;
  height: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
}
