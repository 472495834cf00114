import { InputError } from '../errors.ts';

/** Two sites with a potential each. */
export interface TwoSites {
  /** c = |x₀ − x₁|² > 0. */
  readonly cost: number;
  /** ε > 0, in units of the cost. */
  readonly epsilon: number;
  /** V at the two sites. */
  readonly potential: readonly [number, number];
}

/** How b turns in the RKHS of two sites, which is a plane. */
export interface TwoSiteRotation {
  /** θ = arccos κ with κ = e^{−c/ε}: the angle from the Dirac at site 0 to the Dirac at site 1. */
  readonly angle: number;
  /** ω = (2/ε)(V₀ − V₁)κ/√(1 − κ²), per unit of time, positive towards site 1. */
  readonly speed: number;
  /** θ/|ω|: the time from one Dirac to the other; ∞ where the potentials are equal. */
  readonly teleportTime: number;
}

/**
 * The Sinkhorn potential flow on two sites turns b at a constant rate, until all mass is at the site of lower potential.
 *
 * Source: the equation in b of arXiv 2511.14278, solved on two sites.
 *
 * @throws InputError when cost or epsilon is no number > 0, or a potential is not finite
 */
export function twoSiteRotation({ cost, epsilon, potential }: TwoSites): TwoSiteRotation {
  for (const [name, value] of Object.entries({ cost, epsilon })) {
    if (!(value > 0 && Number.isFinite(value))) throw new InputError(`${name}: must be a number > 0, got ${value}`);
  }
  potential.forEach((value, site) => {
    if (!Number.isFinite(value)) throw new InputError(`potential[${site}]: must be finite, got ${value}`);
  });
  const cosine = Math.exp(-cost / epsilon);
  // 1 − κ² would lose its digits where the sites are near.
  const sine = Math.sqrt(-Math.expm1((-2 * cost) / epsilon));
  const angle = Math.atan2(sine, cosine);
  const speed = ((2 / epsilon) * (potential[0] - potential[1]) * cosine) / sine;
  return { angle, speed, teleportTime: speed === 0 ? Number.POSITIVE_INFINITY : angle / Math.abs(speed) };
}

/**
 * The mass at site 1 after the time t: sin φ cos(θ − φ)/sin θ with φ = φ₀ + ωt, kept in [0, θ].
 *
 * @param mass at site 1 at time 0, in [0, 1]
 * @param time t ≥ 0
 * @throws InputError when a number makes no sense
 */
export function twoSiteMass(sites: TwoSites, { mass, time }: { mass: number; time: number }): number {
  const { angle, speed } = twoSiteRotation(sites);
  if (!(mass >= 0 && mass <= 1)) throw new InputError(`mass: must be a number from 0 to 1, got ${mass}`);
  if (!(time >= 0 && Number.isFinite(time))) throw new InputError(`time: must be a finite number >= 0, got ${time}`);
  const start = angleOfMass(mass, angle);
  return massOfAngle(Math.min(angle, Math.max(0, start + speed * time)), angle);
}

const massOfAngle = (phi: number, angle: number): number => (Math.sin(phi) * Math.cos(angle - phi)) / Math.sin(angle);

/** sin φ cos(θ − φ) = ½(sin θ + sin(2φ − θ)). */
const angleOfMass = (mass: number, angle: number): number =>
  0.5 * (angle + Math.asin((2 * mass - 1) * Math.sin(angle)));
