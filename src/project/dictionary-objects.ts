import { makeDictionaryClauses } from '../facets/dictionaries/index.ts';
import { addressOf } from '../model/address.ts';
import type { DeclaredDictionary, DeclaredFunction } from '../model/declared.ts';
import type { Dictionary } from '../model/dictionary.ts';
import { functionAddress, type SqlFunction } from '../model/sql-function.ts';
import { withDatabase } from './qualified-tables.ts';

/** @param names what is declared in the default database: the query of a dictionary must name it in full */
export function dictionaryOf(
  declared: DeclaredDictionary,
  defaultDatabase: string,
  names: ReadonlySet<string>,
): Dictionary {
  const database = declared.database ?? defaultDatabase;
  const { sourceQuery, ...config } = declared.config;
  const query =
    typeof sourceQuery === 'string' ? { sourceQuery: withDatabase(sourceQuery, defaultDatabase, names) } : {};
  const whole = { ...declared, config: { ...config, ...query } };
  return {
    ...makeDictionaryClauses((_, facet) => facet.extract(whole, defaultDatabase)),
    address: addressOf(database, declared.name),
    database,
    name: declared.name,
    lifeCycle: declared.lifeCycle,
    cluster: declared.cluster,
    source: declared.source,
    notUnderstood: null,
  };
}

export function functionOf(declared: DeclaredFunction): SqlFunction {
  return {
    address: functionAddress(declared.name),
    name: declared.name,
    parameters: declared.parameters,
    expression: declared.expression,
    lifeCycle: declared.lifeCycle,
    cluster: declared.cluster,
    source: declared.source,
    notUnderstood: null,
  };
}
