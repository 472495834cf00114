/**
 * What IPFP starts from, with φ₀ the Brenier potential from ρ₀ to e^{−g}:
 * - `plain`: φ₀. First order in ε.
 * - `slides`: φ₀ + ε(½f + log ρ₀). First order, with the limit (1/ε)∇(φ^ε_{t/ε} − φ_t) → ½∇f + ∇log ρ_t.
 * - `half-log`: φ₀ + (ε/2) log ρ₀. Second order.
 * - `entropic`: the potential u_ε of the entropic plan from ρ₀ to e^{−g}, which is `half-log` up to O(ε²) and needs neither φ₀ nor log ρ₀. Second
 *   order, and the flow starts at ρ₀ exactly.
 */
export const INITIALISATIONS = ['plain', 'slides', 'half-log', 'entropic'] as const;
export type Initialisation = (typeof INITIALISATIONS)[number];

/** φ₀ + ε(logInitial · log ρ₀ + target · f). */
export interface Shares {
  logInitial: number;
  target: number;
}

export const SHARES: Record<Exclude<Initialisation, 'entropic'>, Shares> = {
  plain: { logInitial: 0, target: 0 },
  slides: { logInitial: 1, target: 0.5 },
  'half-log': { logInitial: 0.5, target: 0 },
};
