/**
 * The derivatives [f, f′, f″, f‴] of a radial function W(z) = f(t) with respect to t = |z|²/2:
 *   ∇W = f′ z,  Hess W = f′ I + f″ zzᵀ,  D³W[p, q] = f″ ((z·p) q + (z·q) p + (p·q) z) + f‴ (z·p)(z·q) z.
 */
export type Jet = Float64Array;

/**
 * One monotone piece of a radial kernel: it either attracts or repels. Writes its derivatives at |z|² into `jet`.
 *
 * At z = 0 a singular term writes zeros: a particle does not feel itself, nor one that sits in the same place.
 */
export type RadialTerm = (squared: number, jet: Jet) => void;
