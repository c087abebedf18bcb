import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { identifierOf, isSymbol, tokenize } from '../model/tokens.ts';

/** What a server calls a function that goes by several names: `LCASE` and `LOWER` are `lower` there. */
export type FunctionNames = (name: string) => string;

interface Row {
  readonly name: string;
  readonly alias: string;
  readonly isLoose: boolean | number;
}

function calledIn(sql: string): readonly string[] {
  const tokens = tokenize(sql);
  return tokens.flatMap((token, at) => {
    const name = isSymbol(tokens[at + 1], '(') ? identifierOf(token) : null;
    return name === null ? [] : [name];
  });
}

/**
 * The names of the functions that these texts call, in one question.
 * Source: https://clickhouse.com/docs/operations/system-tables/functions
 */
export async function functionNames(
  clickhouse: ClickHouse,
  texts: readonly string[],
): Promise<FunctionNames> {
  const names = [...new Set(texts.flatMap(calledIn).map((name) => name.toLowerCase()))];
  const rows = await clickhouse.query<Row>(
    'SELECT name, alias_to AS alias, case_insensitive AS isLoose FROM system.functions WHERE lower(name) IN {names:Array(String)}',
    { names },
  );
  const exact = new Map<string, string>();
  const loose = new Map<string, string>();
  for (const { name, alias, isLoose } of rows) {
    const own = alias === '' ? name : alias;
    exact.set(name, own);
    if (isLoose) loose.set(name.toLowerCase(), own);
  }
  return (name) => exact.get(name) ?? loose.get(name.toLowerCase()) ?? name;
}
