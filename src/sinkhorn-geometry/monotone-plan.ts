/** Mass that goes from one site to another. */
export interface Parcel {
  readonly from: number;
  readonly to: number;
  readonly mass: number;
}

/** The optimal plan between two measures on the line: it keeps the order. At most n + m − 1 parcels. */
export function monotonePlan(sites: Float64Array, first: Float64Array, second: Float64Array): Parcel[] {
  const order = Array.from(sites, (_, i) => i).sort((i, j) => sites[i]! - sites[j]!);
  const parcels: Parcel[] = [];
  let i = 0;
  let j = 0;
  let supply = first[order[0]!]!;
  let demand = second[order[0]!]!;
  while (i < order.length && j < order.length) {
    const mass = Math.min(supply, demand);
    if (mass > 0) parcels.push({ from: order[i]!, to: order[j]!, mass });
    supply -= mass;
    demand -= mass;
    if (supply <= 0) supply = first[order[++i]!] ?? 0;
    else demand = second[order[++j]!] ?? 0;
  }
  return parcels;
}
