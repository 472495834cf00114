import { addComponent, observe, onAdd, onGet, onSet, removeComponent } from 'bitecs';
import { checkNeeds, ensembleOf } from './ensemble.ts';
import { checkMethod, methodAndParameters, methods } from './method.ts';
import type { MethodSpec, World } from './model.ts';
import { startAfresh } from './start-afresh.ts';

/**
 * Give an ensemble another method, or the same one with other parameters: its component is swapped, its particles stay.
 * @throws InputError when the method is unknown, its parameters are wrong or the target lacks what it needs
 */
export function setMethod(world: World, entity: number, spec: MethodSpec): void {
  const ensemble = ensembleOf(world, entity);
  const { method, parameters } = checkMethod(spec);
  checkNeeds(ensemble, { method, parameters });
  const old = methodAndParameters(ensemble).method;
  startAfresh(ensemble);
  if (ensemble.steps > 0) ensemble.steered = true;
  // Before the component changes, so that the observers below find nothing left to do.
  ensemble.method = { type: method.definition.type, ...parameters };
  if (old !== method) removeComponent(world, entity, old.component);
  addComponent(world, entity, method.component);
}

/**
 * Let ordinary ECS code read, set and swap methods: `addComponent(world, ensemble, set(mala.component, { stepSize: 0.1 }))`. A method that
 * is added takes the place of the one that was there; one that is removed leaves the ensemble at rest.
 */
export function connectMethods(world: World): void {
  for (const { definition, component } of methods()) {
    const { type } = definition;
    observe(world, onGet(component), (entity: number) => {
      const { type: _, ...parameters } = ensembleOf(world, entity).method;
      return parameters;
    });
    observe(world, onSet(component), (entity: number, parameters: object) =>
      setMethod(world, entity, { ...parameters, type }),
    );
    observe(world, onAdd(component), (entity: number) => {
      if (ensembleOf(world, entity).method.type !== type) setMethod(world, entity, { type });
    });
  }
}
