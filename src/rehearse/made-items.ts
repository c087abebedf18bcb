import { type Address, addressOf } from '../model/address.ts';
import type { InfraMap, SqlResource } from '../model/infra-map.ts';
import { functionAddress } from '../model/sql-function.ts';
import { sqlEffects } from '../plan/sql-effects.ts';
import { definedBySql, type SqlDefinition } from '../plan/sql-words.ts';
import type { Whole } from './items.ts';
import { shadowSql } from './shadow-sql.ts';

/** Something that hand-written SQL makes, or changes of what it makes, and the address by which a server knows it. */
export interface MadeItem {
  readonly whole: Whole;
  readonly at: Address;
}

function familyOf(kind: SqlDefinition['kind']): Whole['family'] {
  if (kind === 'FUNCTION' || kind === 'DATABASE') return 'function';
  // Tables come with the views: one may be made from the other.
  return kind === 'DICTIONARY' ? 'dictionary' : 'view';
}

interface Named {
  readonly at: Address;
  readonly name: string;
  readonly family: Whole['family'];
}

function namedBy({ kind, address, name }: SqlDefinition): Named {
  return { at: address ?? functionAddress(name), name, family: familyOf(kind) };
}

/** What a statement makes; or what it alters, of the things that statements before it made. */
function subjectsOf(sql: string, database: string, made: ReadonlyMap<Address, Named>): readonly Named[] {
  const defined = definedBySql(sql, database);
  if (defined.length > 0) return defined.map(namedBy);
  return sqlEffects(sql, database).flatMap(({ address, verb }) => {
    const own = verb.startsWith('ALTER TABLE') ? made.get(address) : undefined;
    return own === undefined ? [] : [{ ...own, family: 'view' as const }];
  });
}

function itemsOfResource(resource: SqlResource, database: string): readonly MadeItem[] {
  const made = new Map<Address, Named>();
  const owner = {
    lifeCycle: 'EXTERNALLY_MANAGED',
    cluster: null,
    source: resource.source,
    notUnderstood: null,
    address: resource.address,
  } as const;
  return resource.setup.flatMap((sql, index): readonly MadeItem[] => {
    const form = shadowSql(sql);
    if (form.is === 'skip') return [];
    return subjectsOf(sql, database, made).map((named): MadeItem => {
      made.set(named.at, named);
      const own = named.at === addressOf(database, named.name) ? database : '';
      return {
        at: named.at,
        whole: {
          address: `${resource.address}#${index}`,
          name: named.name,
          family: named.family,
          isMade: true,
          text: form.sql,
          statement: () => form.sql,
          trial: null,
          reading: {
            family: 'other',
            object: { database: own, name: named.name, engine: '', text: form.sql },
          },
          kept: '',
          object: owner,
        },
      };
    });
  });
}

/**
 * What the hand-written SQL of a map makes: others may be built on it before any server has it. What the shadow could not
 * make even in a form of its own is not among it.
 */
export function madeItems({ sqlResources, defaultDatabase }: InfraMap): readonly MadeItem[] {
  return sqlResources.flatMap((resource) => itemsOfResource(resource, defaultDatabase));
}
