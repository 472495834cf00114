import { addComponent, removeComponent } from 'bitecs';
import { Column } from '../tensor/index.ts';
import { carryColumns } from './components.ts';
import { methodAndParameters } from './method.ts';
import type { Ensemble, World } from './model.ts';
import { fitParticles } from './particles.ts';

/** Run `action`, which may give ensembles other methods, rows and memories; when it throws, they are as before. */
export async function revertible(
  world: World,
  ensembles: readonly Ensemble[],
  action: () => Promise<void>,
): Promise<void> {
  const keepsakes = await Promise.all(ensembles.map(keepsakeOf));
  try {
    await action();
  } catch (error) {
    ensembles.forEach((ensemble, i) => {
      bringBack(world, ensemble, keepsakes[i]!);
    });
    throw error;
  }
}

type Keepsake = Awaited<ReturnType<typeof keepsakeOf>>;

async function keepsakeOf({ columns, memory, energy, solver, entity: _, ...fields }: Ensemble) {
  const values = Object.entries(columns).map(async ([name, column]) => {
    return [name, (await column.pull()).slice(), column.shape as [number, number]] as const;
  });
  return {
    fields,
    columns: await Promise.all(values),
    memory: [...memory].map(([name, numbers]) => [name, numbers.slice()] as const),
    energies: energy.length,
    solver: { ...solver },
  };
}

function bringBack(world: World, ensemble: Ensemble, { fields, columns, memory, energies, solver }: Keepsake): void {
  const changed = methodAndParameters(ensemble).method;
  for (const column of Object.values(ensemble.columns)) column.dispose();
  for (const name of Object.keys(ensemble.columns)) delete ensemble.columns[name];
  for (const [name, values, shape] of columns) ensemble.columns[name] = new Column(values, shape);
  ensemble.memory.clear();
  for (const [name, values] of memory) ensemble.memory.set(name, values);
  delete ensemble.reason;
  Object.assign(ensemble, fields, { solver });
  ensemble.energy.length = energies;
  fitParticles(world, ensemble);
  carryColumns(world, ensemble);
  const { method } = methodAndParameters(ensemble);
  if (method === changed) return;
  removeComponent(world, ensemble.entity, changed.component);
  addComponent(world, ensemble.entity, method.component);
}
