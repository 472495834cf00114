/** Scenes that belong together, in the order of the gallery. */
export interface SceneGroup {
  title: string;
  says: string;
  scenes: readonly string[];
}

export const SCENE_GROUPS: readonly SceneGroup[] = [
  {
    title: 'Sampling',
    says: 'Particles on their way to a density that is known up to a constant, or by samples.',
    scenes: [
      'two-clouds',
      'flagship',
      'banana',
      'double-well',
      'mcmc-baselines',
      'birth-death',
      'langevin-gaussian',
      'eight-schools',
      'one-shot-generation',
    ],
  },
  {
    title: 'The JKO family',
    says: 'Minimising movements in Wasserstein space, the gradient flows they come to, and the flow they really follow.',
    scenes: [
      'interaction',
      'gaussian-bures',
      'heat-flow',
      'quartic-1d',
      'quartic-holes',
      'convergence-jko',
      'sphere',
      'torus',
    ],
  },
  {
    title: 'Mirror flows',
    says: 'Laws that move in the geometry of their own Brenier potential, and the Sinkhorn iterations that follow them.',
    scenes: [
      'stiff-gaussian',
      'monge-ampere',
      'sinkhorn-flow',
      'mirror-gaussian-plane',
      'mirror-gaussian-gap',
      'mirror-gaussian-entropy',
      'mirror-euclidean',
    ],
  },
  {
    title: 'Sinkhorn geometry',
    says: 'Mass that vanishes here and appears there: flows in the geometry of the Sinkhorn divergence.',
    scenes: [
      'teleportation',
      'teleportation-plane',
      'teleporting-sampler',
      'global-optimisation',
      'entropic-bias',
      'gaussian-collapse',
      'metric-geodesic',
      'vanishing-epsilon',
      'dirac-convex',
      'two-sites',
    ],
  },
];

/** The groups of the scenes there are; those in no group come last. */
export function groupsOf(names: readonly string[]): SceneGroup[] {
  const grouped = SCENE_GROUPS.flatMap(({ scenes }) => scenes);
  const others = names.filter((name) => !grouped.includes(name));
  const groups = SCENE_GROUPS.map((group) => ({
    ...group,
    scenes: group.scenes.filter((name) => names.includes(name)),
  }));
  const more = { title: 'More', says: 'Scenes that stand for themselves.', scenes: others };
  return [...groups, more].filter(({ scenes }) => scenes.length > 0);
}
