import { eachDictionaryFacet } from '../facets/dictionaries/index.ts';
import type { Dictionary } from '../model/dictionary.ts';
import type { SqlFunction } from '../model/sql-function.ts';
import { quoteName, quoteQualified } from '../model/tokens.ts';
import { onCluster } from './create.ts';

interface Parts {
  readonly orReplace: boolean;
}

const PLAIN: Parts = { orReplace: false };

/** CREATE DICTIONARY: one loop over the facets. */
export function createDictionary(dictionary: Dictionary, { orReplace }: Parts = PLAIN): string {
  const clauses = eachDictionaryFacet((name, facet) => facet.clause(dictionary[name])).filter(
    (clause) => clause !== null,
  );
  const name = quoteQualified(dictionary.database, dictionary.name);
  return `CREATE ${orReplace ? 'OR REPLACE ' : ''}DICTIONARY ${name}${onCluster(dictionary.cluster)} ${clauses.join(' ')}`;
}

/** CREATE FUNCTION, with the parameters in the form in which the server prints them. */
export function createFunction(of: SqlFunction, { orReplace }: Parts = PLAIN): string {
  const names = of.parameters.map(quoteName);
  const parameters = names.length === 1 ? names.join('') : `(${names.join(', ')})`;
  return `CREATE ${orReplace ? 'OR REPLACE ' : ''}FUNCTION ${quoteName(of.name)}${onCluster(of.cluster)} AS ${parameters} -> ${of.expression}`;
}
