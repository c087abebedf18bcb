import type { InsertChain } from './insert-chains.ts';

/** More gains nothing on an engine of two cores. */
const LANES = 4;

/**
 * Does something with each chain, side by side where two chains have no table or view in common, else one after the
 * other. The results are in the order of the chains.
 */
export async function sideBySide<R>(
  chains: readonly InsertChain[],
  run: (chain: InsertChain) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<InsertChain, R>();
  const groups = groupsOf(chains)[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (const group of groups) for (const chain of group) results.set(chain, await run(chain));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return chains.flatMap((chain) => {
    const result = results.get(chain);
    return result === undefined ? [] : [result];
  });
}

/** Chains that have a table or view in common, be it through others, in one group; in their order. */
export function groupsOf(chains: readonly InsertChain[]): readonly (readonly InsertChain[])[] {
  let groups: { readonly objects: ReadonlySet<string>; readonly chains: readonly InsertChain[] }[] = [];
  for (const chain of chains) {
    const near = groups.filter(({ objects }) => [...chain.objects].some((name) => objects.has(name)));
    const objects = new Set([...near.flatMap((group) => [...group.objects]), ...chain.objects]);
    const joined = { objects, chains: [...near.flatMap((group) => group.chains), chain] };
    groups = [...groups.filter((group) => !near.includes(group)), joined];
  }
  return groups.map((group) => group.chains);
}
