import fc from 'fast-check';

/** A table of a random project. */
interface RandomTable {
  /** Its first name, after which everything around it is named for good. */
  readonly id: string;
  readonly name: string;
  /** Its name before the newest changes; null for one that is new. */
  readonly was: string | null;
  readonly comment: string;
  readonly columns: readonly RandomColumn[];
  readonly hasIndex: boolean;
  readonly hasProjection: boolean;
  /** The least `id` that its view shows; null for no view. */
  readonly viewFrom: number | null;
  /** Whether a materialized view keeps its rows elsewhere as well. */
  readonly isKept: boolean;
}

interface RandomColumn {
  readonly name: string;
  /** Its name before the newest changes; null for one that is new. */
  readonly was: string | null;
  readonly type: keyof typeof WIDER;
  readonly comment: string;
  /** SQL; null for none. */
  readonly standard: string | null;
}

/** A random project: what its code declares. */
export interface RandomShop {
  readonly tables: readonly RandomTable[];
  /** Grows with every name given, so that nothing that is new looks like something that is gone. */
  readonly names: number;
}

/** Types, and what each may become without harm to any value. */
const WIDER = {
  UInt8: 'UInt16',
  UInt16: 'UInt32',
  UInt32: 'UInt64',
  UInt64: 'UInt64',
  string: 'string & LowCardinality',
  'string & LowCardinality': 'string',
  'string[]': 'string[]',
} as const;
const TYPES = Object.keys(WIDER) as readonly (keyof typeof WIDER)[];

/** Numbers that decide what changes: `edit` says which change, the others what to and where. */
export interface Decision {
  readonly edit: number;
  readonly table: number;
  readonly column: number;
  readonly value: number;
}

const small = fc.nat({ max: 1000 });

/** The changes of one migration. */
export const decisions: fc.Arbitrary<readonly Decision[]> = fc.array(
  fc.record({ edit: small, table: small, column: small, value: small }),
  { minLength: 1, maxLength: 6 },
);

function newColumn(names: number, value: number): RandomColumn {
  const type = TYPES[value % TYPES.length] ?? 'string';
  return { name: `c${names}`, was: null, type, comment: '', standard: null };
}

function newTable(names: number, value: number): RandomTable {
  const columns = [
    newColumn(names + 1, value),
    newColumn(names + 2, value + 1),
    newColumn(names + 3, value + 3),
  ];
  const name = `t${names}`;
  const plain = {
    comment: '',
    columns,
    hasIndex: false,
    hasProjection: false,
    viewFrom: null,
    isKept: false,
  };
  return { ...plain, id: name, name, was: null };
}

/** A project to begin with: tables that both kinds of views read. */
export const FIRST_SHOP: RandomShop = {
  tables: [1, 6].map((names) => ({ ...newTable(names, names), viewFrom: names, isKept: true })),
  names: 11,
};

function isNumber({ type }: RandomColumn): boolean {
  return type.startsWith('UInt');
}

type ColumnEdit = (column: RandomColumn, value: number) => RandomColumn;

const COLUMN_EDITS: readonly ColumnEdit[] = [
  (column) => ({ ...column, type: WIDER[column.type] }),
  (column, value) => ({ ...column, comment: `about ${value}` }),
  (column, value) => ({ ...column, standard: isNumber(column) ? String(value % 200) : null }),
];

function editTable(table: RandomTable, { edit, column, value }: Decision, names: number): RandomTable {
  const at = column % Math.max(1, table.columns.length);
  switch (edit % 11) {
    case 0:
      return { ...table, columns: [...table.columns, newColumn(names, value)] };
    case 1:
      return table.columns.length < 2
        ? table
        : { ...table, columns: table.columns.filter((_, i) => i !== at) };
    case 2:
      return { ...table, comment: `the comment ${value}` };
    case 3:
      return { ...table, hasIndex: !table.hasIndex };
    case 4:
      return { ...table, viewFrom: table.viewFrom === null ? value : value % 2 === 0 ? null : value };
    case 5:
      return { ...table, hasProjection: !table.hasProjection };
    case 6:
      return { ...table, isKept: !table.isKept };
    case 7:
      return { ...table, name: `t${names}` };
    case 8: {
      const renamed = table.columns.map((one, i) => (i === at ? { ...one, name: `c${names}` } : one));
      return { ...table, columns: renamed };
    }
    default: {
      const change = COLUMN_EDITS[value % COLUMN_EDITS.length];
      const columns = table.columns.map((one, i) => (i === at && change ? change(one, column) : one));
      return { ...table, columns };
    }
  }
}

function settled(table: RandomTable): RandomTable {
  return {
    ...table,
    was: table.name,
    columns: table.columns.map((column) => ({ ...column, was: column.name })),
  };
}

/** The first table and another one with each other's names. */
function exchanged(tables: readonly RandomTable[], at: number): readonly RandomTable[] {
  const [one, other] = [tables[0], tables[at]];
  // What is new has no name yet that anybody could have.
  if (one === undefined || other === undefined || one.was === null || other.was === null) return tables;
  return tables.map((table, i) =>
    i === at ? { ...table, name: one.name } : i === 0 ? { ...table, name: other.name } : table,
  );
}

/** The project after some changes. A table either gets columns or loses them: both at once would look like a new name. */
export function changed(before: RandomShop, all: readonly Decision[]): RandomShop {
  let { names } = before;
  let tables = before.tables.map(settled);
  const grown = new Map<string, 0 | 1>();
  for (const decision of all) {
    names += 5;
    if (tables.length === 0 || (decision.edit % 13 === 12 && tables.length < 4)) {
      tables = [...tables, newTable(names, decision.value)];
      continue;
    }
    const at = decision.table % tables.length;
    if (decision.edit % 17 === 16 && tables.length > 1) {
      tables = tables.filter((_, i) => i !== at);
      continue;
    }
    if (decision.edit % 19 === 18) {
      tables = [...exchanged(tables, at)];
      continue;
    }
    const kind = decision.edit % 11;
    const id = tables[at]?.id ?? '';
    if (kind < 2 && (grown.get(id) ?? kind) !== kind) continue;
    if (kind < 2) grown.set(id, kind === 0 ? 0 : 1);
    tables = tables.map((table, i) => (i === at ? editTable(table, decision, names) : table));
  }
  return { tables, names };
}

function columnCode({ name, was, type, comment, standard }: RandomColumn): string {
  const said = comment === '' ? '' : `  /** ${comment} */\n`;
  const tags = [
    ...(standard === null ? [] : [` & ClickHouseDefault<'${standard}'>`]),
    ...(was === null || was === name ? [] : [` & RenamedFrom<'${was}'>`]),
  ];
  return `${said}  ${name}: ${type}${tags.join('')};\n`;
}

/** The views over a table; both read its first column. */
function viewsCode({ id, name, columns, viewFrom, isKept }: RandomTable): string {
  const [{ name: column } = { name: 'id' }] = columns;
  const view = `export const v_${id} = new View('v_${id}', { selectStatement: 'SELECT id, ${column} AS shown FROM ${name} WHERE id >= ${viewFrom}', baseTables: [${id}], comment: 'from ${viewFrom}' });\n`;
  const kept = `export const k_${id} = new OlapTable<Kept>('k_${id}', { orderByFields: ['id'] });
export const m_${id} = new MaterializedView<Kept>({ materializedViewName: 'm_${id}', targetTable: k_${id}, selectTables: [${id}], selectStatement: 'SELECT id, toString(${column}) AS value FROM ${name}' });\n`;
  return `${viewFrom === null ? '' : view}${isKept ? kept : ''}`;
}

function tableCode(table: RandomTable): string {
  const { id, name, was, comment, columns, hasIndex, hasProjection } = table;
  const options = [
    "orderByFields: ['id']",
    ...(was === null || was === name ? [] : [`renamedFrom: '${was}'`]),
    ...(comment === '' ? [] : [`comment: '${comment}'`]),
    ...(hasIndex ? ["indexes: [{ name: 'by_id', expression: 'id', type: 'minmax', granularity: 3 }]"] : []),
    ...(hasProjection ? ["projections: [{ name: 'per_id', body: 'id, count() GROUP BY id' }]"] : []),
  ];
  return `interface R_${id} {\n  id: Key<UInt64>;\n${columns.map(columnCode).join('')}}\nexport const ${id} = new OlapTable<R_${id}>('${name}', { ${options.join(', ')} });\n${viewsCode(table)}`;
}

/** The code of a project. */
export function shopCode({ tables }: RandomShop): string {
  const names = 'ClickHouseDefault, Key, LowCardinality, RenamedFrom, UInt16, UInt32, UInt64, UInt8';
  return `import { MaterializedView, OlapTable, View } from 'moose-migrate';\nimport type { ${names} } from 'moose-migrate';\ninterface Kept { id: Key<UInt64>; value: string }\n${tables.map(tableCode).join('')}export const nothing = 0;\n`;
}
