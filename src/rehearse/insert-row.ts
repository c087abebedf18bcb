import { parseType, printType, type TypeNode } from '../facets/types/type-text.ts';
import { quoteQualified } from '../model/tokens.ts';
import type { InsertChain } from './insert-chains.ts';
import type { Shadow } from './shadow.ts';

/** Texts tried where a row of defaults does not get through: what views make of a text is often a number or a time. */
const TEXTS = ['1', '2020-01-01 00:00:00', '{}'] as const;

interface ColumnRow {
  readonly name: string;
  readonly type: string;
}

/** Rows must be seen where they arrive: not taken for repeated, nor for zeros that a SummingMergeTree does without. */
function insert({ database, name }: InsertChain, row: string): string {
  return `INSERT INTO ${quoteQualified(database, name)} SETTINGS async_insert = 0, insert_deduplicate = 0, optimize_on_insert = 0, max_execution_time = 10 FORMAT JSONEachRow ${row}`;
}

/** The INSERT of a row in which every column has its default. */
export function defaultRow(chain: InsertChain): string {
  return insert(chain, '{}');
}

function bare(node: TypeNode): TypeNode {
  const [inner] = node.args ?? [];
  const isWrapper = node.name === 'Nullable' || node.name === 'LowCardinality';
  return isWrapper && inner?.kind === 'type' ? bare(inner.type) : node;
}

/** A value of a type, none of them its default; undefined leaves the column to its default. */
function madeUpValue(type: string, text: string): unknown {
  const node = bare(parseType(type));
  if (node.name === 'String') return text;
  if (node.name === 'FixedString') {
    const length = Number(/\((\d+)\)/.exec(printType(node))?.[1] ?? 0);
    return text.length <= length ? text : undefined;
  }
  if (/^(U?Int\d+|Float\d+|Decimal\d*)$/.test(node.name)) return 1;
  if (node.name === 'Bool') return true;
  if (/^Date(32)?$/.test(node.name)) return '2020-01-01';
  if (/^DateTime(64)?$/.test(node.name)) return '2020-01-01 00:00:00';
  if (node.name === 'UUID') return '00000000-0000-4000-8000-000000000001';
  return undefined;
}

/** INSERTs of rows with values, for the same table; each with other texts. */
export async function otherRows(chain: InsertChain, shadow: Shadow): Promise<readonly string[]> {
  const columns = await shadow.query<ColumnRow>(
    "SELECT name, type FROM system.columns WHERE database = {database:String} AND table = {name:String} AND default_kind IN ('', 'DEFAULT') ORDER BY position",
    { database: chain.database, name: chain.name },
  );
  return TEXTS.map((text) => {
    const values = columns.flatMap(({ name, type }) => {
      const value = madeUpValue(type, text);
      return value === undefined ? [] : [[name, value] as const];
    });
    return insert(chain, JSON.stringify(Object.fromEntries(values)));
  });
}
