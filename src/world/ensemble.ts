import { addComponent, addEntity, removeEntity } from 'bitecs';
import { InputError } from '../errors.ts';
import { type Key, keyOf, Stream } from '../random/index.ts';
import { formatValue } from '../schema.ts';
import type { Target } from '../targets/index.ts';
import { Column } from '../tensor/index.ts';
import { checkWorld } from './check-world.ts';
import { IsEnsemble } from './components.ts';
import { type CheckedMethod, checkMethod, type Method, methods, needsOf } from './method.ts';
import type { Ensemble, MethodSpec, World } from './model.ts';
import { fitParticles, MOST_PARTICLES } from './particles.ts';
import { countSites, defaultSites, placeSites, type SiteFrame, type Sites } from './sites.ts';

/** What `addEnsemble` takes. */
export interface EnsembleOptions {
  name: string;
  /** Number of particles; may be left out where `sites` say how many they are. */
  count?: number;
  /** Default: that of the target, else of the initial measure. */
  dimension?: number;
  /** The measure the particles start from: a target that can be sampled, or the points themselves, row-major. */
  initial: Target;
  /**
   * How the particles are placed in `initial`: `random` draws (the default), or in one dimension the `quantiles` (i + ½)/n in ascending
   * order, so that the start has no noise.
   */
  placement?: Placement;
  /**
   * Where the sites are, for methods whose particles stay and carry mass. Default: a grid over the target and `initial` where `count` is n^d in up
   * to three dimensions, else as many points of a low-discrepancy sequence. Their masses go as the density of `initial`; a point of an empirical
   * measure gives its mass to the nearest site.
   */
  sites?: Sites;
  target?: Target;
  method: MethodSpec;
  /** Independent repetitions share everything but this number. Default: the world's. */
  replicate?: number;
}

export type Placement = 'random' | 'quantiles';

/**
 * Add an ensemble to a world: draw its particles and give each one an entity.
 * @returns the entity of the ensemble
 * @throws InputError when the name is taken, the count is no positive integer, dimensions differ, the initial measure cannot be sampled,
 * the method is unknown or needs what the target lacks.
 */
export function addEnsemble(world: World, options: EnsembleOptions): number {
  checkWorld(world);
  checkName(options);
  const dimension = checkDimension(options);
  const count = checkCount(options, dimension);
  if ([...world.ensembles.values()].some((other) => other.name === options.name)) {
    throw new InputError(`ensemble.name: must be unique in a world, got ${formatValue(options.name)} twice`, {
      path: ['name'],
    });
  }
  const { method, parameters } = checkMethod(options.method);
  checkNeeds(options, { method, parameters });
  const key = keyOf(world.seed, options.name, String(options.replicate ?? world.replicate));
  const sites = sitesOf(options, method, { count, dimension });
  const ensemble: Ensemble = {
    entity: addEntity(world),
    name: options.name,
    count,
    dimension,
    target: options.target,
    initial: options.initial,
    sites: sites !== undefined,
    key,
    columns: { position: new Column(firstPositions({ ...options, count, dimension, sites }, key), [count, dimension]) },
    memory: new Map(),
    method: { type: method.definition.type, ...parameters },
    prepared: false,
    steered: false,
    steps: 0,
    time: 0,
    gradientEvaluations: 0,
    densityEvaluations: 0,
    status: 'running',
    energy: [],
    solver: {},
  };
  enter(world, ensemble, method);
  return ensemble.entity;
}

/** The ensemble of an entity. @throws InputError */
export function ensembleOf(world: World, entity: number): Ensemble {
  checkWorld(world);
  const ensemble = world.ensembles.get(entity);
  if (!ensemble) throw new InputError(`ensemble: no ensemble has the entity ${formatValue(entity)}`);
  return ensemble;
}

/** The ensemble of a name. @throws InputError naming those that exist */
export function ensembleNamed(world: World, name: string): Ensemble {
  const all = [...world.ensembles.values()];
  const found = all.find((ensemble) => ensemble.name === name);
  if (found) return found;
  throw new InputError(`ensemble: must be one of ${all.map((each) => each.name).join(', ')}, got ${formatValue(name)}`);
}

/** The positions of an ensemble, row-major [count, dimension]: a copy of this moment. */
export async function positions(world: World, entity: number): Promise<Float32Array> {
  return (await ensembleOf(world, entity).columns.position.pull()).slice();
}

/** The weights of an ensemble, [count], summing to 1. */
export async function weights(world: World, entity: number): Promise<Float32Array> {
  const { columns, count } = ensembleOf(world, entity);
  return columns.weight ? (await columns.weight.pull()).slice() : new Float32Array(count).fill(1 / count);
}

/** Take an ensemble out of the world and free its columns and entities. */
export function removeEnsemble(world: World, entity: number): void {
  const ensemble = ensembleOf(world, entity);
  for (const column of Object.values(ensemble.columns)) column.dispose();
  for (const particle of world.particles.of(entity)) removeEntity(world, particle);
  world.particles.forget(entity);
  world.ensembles.delete(entity);
  removeEntity(world, entity);
}

/** Enter the ensemble and its particles into the ECS. */
function enter(world: World, ensemble: Ensemble, method: Method): void {
  world.ensembles.set(ensemble.entity, ensemble);
  addComponent(world, ensemble.entity, IsEnsemble);
  addComponent(world, ensemble.entity, method.component);
  fitParticles(world, ensemble);
}

function checkName({ name }: EnsembleOptions): void {
  if (typeof name === 'string' && name !== '') return;
  throw new InputError(`ensemble.name: must be a text, got ${formatValue(name)}`, { path: ['name'] });
}

function checkCount({ count, sites }: EnsembleOptions, dimension: number): number {
  const own = sites && countSites(sites, dimension);
  const wanted = count ?? own;
  if (!Number.isInteger(wanted) || wanted! < 1 || wanted! > MOST_PARTICLES) {
    throw new InputError(`ensemble.count: must be an integer from 1 to ${MOST_PARTICLES}, got ${formatValue(wanted)}`, {
      path: ['count'],
    });
  }
  if (own !== undefined && own !== wanted) {
    throw new InputError(`ensemble.count: must be ${own}, the number of sites, got ${wanted}`, { path: ['count'] });
  }
  return wanted!;
}

/** Where the sites of the ensemble are; nothing where its method moves particles. */
function sitesOf({ sites }: EnsembleOptions, { definition }: Method, frame: { count: number; dimension: number }) {
  if (definition.sites) return sites ?? defaultSites(frame);
  if (sites === undefined) return undefined;
  const known = methods().filter((each) => each.definition.sites);
  throw new InputError(
    `ensemble.sites: must be left out with ${definition.type}, which moves particles; sites are for ` +
      known.map((each) => each.definition.type).join(', '),
    { path: ['sites'] },
  );
}

function firstPositions(options: EnsembleOptions & SiteFrame, key: Key): Float32Array {
  return options.sites ? placeSites(options.sites, options, key) : drawInitial(options, key);
}

function checkDimension({ dimension, target, initial }: EnsembleOptions): number {
  if (!initial?.sample) {
    throw new InputError('ensemble.initial: must be a measure that can be sampled, such as gaussian or empirical', {
      path: ['initial'],
    });
  }
  if (target && typeof target.logDensity !== 'function') {
    throw new InputError(
      `ensemble.target: must be a target such as gaussian({ dimension: 2 }), got ${formatValue(target)}`,
      { path: ['target'] },
    );
  }
  const wanted = dimension ?? target?.dimension ?? initial.dimension;
  if (initial.dimension !== wanted) {
    throw new InputError(`ensemble.initial: must have dimension ${wanted}, got ${initial.dimension}`, {
      path: ['initial'],
    });
  }
  if (target && target.dimension !== wanted) {
    throw new InputError(`ensemble.target: must have dimension ${wanted}, got ${target.dimension}`, {
      path: ['target'],
    });
  }
  return wanted;
}

/** Where the particles of an ensemble start, [count, d]. @throws InputError when the placement needs quantiles that are not known */
export function drawInitial(
  { count, initial, placement = 'random' }: Pick<EnsembleOptions, 'initial' | 'placement'> & { count: number },
  key: Key,
): Float32Array {
  if (placement === 'quantiles') {
    if (!initial.quantile) {
      throw new InputError(
        `ensemble.placement: quantiles needs a one-dimensional initial measure whose quantiles are known, got ${initial.name}`,
        { path: ['placement'] },
      );
    }
    return Float32Array.from({ length: count }, (_, i) => initial.quantile!((i + 0.5) / count));
  }
  // The initial draw has a key of its own, so that no method's noise can ever meet it.
  return initial.sample!(count, [key[0] ^ Stream.initial, key[1]] as Key);
}

/** @throws InputError when the target lacks what the method needs */
export function checkNeeds(
  { name, target }: { name: string; target?: Target | undefined },
  checked: CheckedMethod,
): void {
  const { definition } = checked.method;
  const fail = (need: string): never => {
    throw new InputError(`ensemble ${name}: the method ${definition.type} needs ${need}`, { path: ['method'] });
  };
  const needs = needsOf(checked);
  if (needs.target && !target) fail('a target');
  if ((needs.gradient || needs.density) && target?.spec.type === 'empirical')
    fail('a target with a density, an empirical measure has none');
  // A method that reads another ensemble finds its samples there.
  if (!needs.samples || (definition.reads?.(checked.parameters).length ?? 0) > 0) return;
  if (!target?.sample) fail(`a target that can be sampled${target ? `, ${target.name} cannot` : ''}`);
}
