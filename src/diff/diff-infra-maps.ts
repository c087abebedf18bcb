import { dictionaryChanges } from '../facets/dictionaries/index.ts';
import { functionChanges } from '../facets/functions/index.ts';
import { type TableFacetName, tableFacetNames, tableFacets } from '../facets/tables/index.ts';
import { topicChanges } from '../facets/topics/index.ts';
import { materializedViewChanges, viewChanges } from '../facets/views/index.ts';
import type { Address } from '../model/address.ts';
import { compareAddresses } from '../model/address.ts';
import { isSameValue } from '../model/hash.ts';
import type { Desired, InfraMap } from '../model/infra-map.ts';
import type { Table } from '../model/table.ts';
import type { Change, ChangeOf, Diff, FacetChange, Families, Family } from './change.ts';

function tableChanges(before: Table, after: Table): readonly FacetChange[] {
  const judge = <K extends TableFacetName>(facet: K): FacetChange => ({
    facet,
    verdict: tableFacets[facet].diff(before[facet], after[facet], { before, after }),
  });
  return tableFacetNames.map((facet) => judge(facet)).filter(({ verdict }) => verdict.is !== 'same');
}

function byAddress<T extends { readonly address: Address }>(items: readonly T[]): ReadonlyMap<Address, T> {
  return new Map(items.map((item) => [item.address, item]));
}

interface FamilySides<T> {
  readonly live: readonly T[];
  readonly canonical: readonly T[];
  readonly declared: readonly T[];
}

/** Compares one family: what is only live is removed, what is only wanted is added, the rest is judged facet by facet. */
function diffFamily<F extends Family>(
  family: F,
  sides: FamilySides<Families[F]>,
  judge: (before: Families[F], after: Families[F]) => readonly FacetChange[],
): readonly ChangeOf<F>[] {
  const live = byAddress(sides.live);
  const canonical = byAddress(sides.canonical);
  const declared = byAddress(sides.declared);
  const addresses = [...new Set([...live.keys(), ...declared.keys()])].sort(compareAddresses);
  return addresses.flatMap((address): readonly ChangeOf<F>[] => {
    const before = live.get(address);
    const wanted = declared.get(address);
    if (wanted === undefined)
      return before === undefined ? [] : [{ kind: 'removed', family, address, before }];
    if (before === undefined) return [{ kind: 'added', family, address, declared: wanted }];
    const after = canonical.get(address) ?? wanted;
    const facets = judge(before, after);
    return facets.length === 0
      ? []
      : [{ kind: 'altered', family, address, before, after, declared: wanted, facets }];
  });
}

function sqlResourceChanges(
  before: Families['sql-resource'],
  after: Families['sql-resource'],
): readonly FacetChange[] {
  const facets = (['setup', 'teardown'] as const).filter((key) => !isSameValue(before[key], after[key]));
  return facets.map((facet) => ({ facet, verdict: { is: 'alter' } }));
}

/**
 * Every difference between the live state and the wanted one. Both maps must be canonical; objects of somebody else
 * (not declared, never managed) must not be in `live`.
 */
export function diffInfraMaps(live: InfraMap, { declared, canonical }: Desired): Diff {
  const sides = <
    K extends
      | 'tables'
      | 'views'
      | 'materializedViews'
      | 'dictionaries'
      | 'functions'
      | 'topics'
      | 'sqlResources',
  >(
    key: K,
  ) => ({
    live: live[key],
    canonical: canonical[key],
    declared: declared[key],
  });
  const changes: readonly Change[] = [
    ...diffFamily('table', sides('tables') as FamilySides<Table>, tableChanges),
    ...diffFamily('view', sides('views') as FamilySides<Families['view']>, viewChanges),
    ...diffFamily(
      'materialized-view',
      sides('materializedViews') as FamilySides<Families['materialized-view']>,
      materializedViewChanges,
    ),
    ...diffFamily(
      'dictionary',
      sides('dictionaries') as FamilySides<Families['dictionary']>,
      dictionaryChanges,
    ),
    ...diffFamily('function', sides('functions') as FamilySides<Families['function']>, functionChanges),
    ...diffFamily('topic', sides('topics') as FamilySides<Families['topic']>, topicChanges),
    ...diffFamily(
      'sql-resource',
      sides('sqlResources') as FamilySides<Families['sql-resource']>,
      sqlResourceChanges,
    ),
  ];
  return { changes };
}
