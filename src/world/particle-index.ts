import type { ComponentRef } from 'bitecs';

/** Which ensemble a particle belongs to, and its row there. Typed arrays by entity id: a million particles stay cheap. */
export class ParticleIndex {
  #owner = new Uint32Array(1024);
  #row = new Uint32Array(1024);
  #members = new Map<number, { particles: Uint32Array; tag: ComponentRef }>();

  set(particle: number, owner: number, row: number): void {
    if (particle >= this.#owner.length) this.#grow(particle);
    this.#owner[particle] = owner;
    this.#row[particle] = row;
  }

  owner = (particle: number): number => this.#owner[particle]!;
  row = (particle: number): number => this.#row[particle]!;

  /** The particles of an ensemble in the order of their rows. Use this, not a query: the order of a query is not stable. */
  of = (ensemble: number): Uint32Array => this.#members.get(ensemble)?.particles ?? new Uint32Array();

  /** The tag that all particles of an ensemble carry, for queries. */
  tag = (ensemble: number): ComponentRef | undefined => this.#members.get(ensemble)?.tag;

  own(ensemble: number, particles: Uint32Array, tag: ComponentRef): void {
    this.#members.set(ensemble, { particles, tag });
  }

  forget(ensemble: number): void {
    this.#members.delete(ensemble);
  }

  #grow(particle: number): void {
    const length = 2 ** Math.ceil(Math.log2(particle + 1));
    const grown = (old: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> => {
      const next = new Uint32Array(length);
      next.set(old);
      return next;
    };
    this.#owner = grown(this.#owner);
    this.#row = grown(this.#row);
  }
}
