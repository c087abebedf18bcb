import fc from 'fast-check';

/** A table of a random project. */
interface RandomTable {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly RandomColumn[];
  readonly hasIndex: boolean;
  readonly hasProjection: boolean;
  /** The least `id` that its view shows; null for no view. */
  readonly viewFrom: number | null;
}

interface RandomColumn {
  readonly name: string;
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

export const EMPTY_SHOP: RandomShop = { tables: [], names: 0 };

function newColumn(names: number, value: number): RandomColumn {
  const type = TYPES[value % TYPES.length] ?? 'string';
  return { name: `c${names}`, type, comment: '', standard: null };
}

function newTable(names: number, value: number): RandomTable {
  const columns = [
    newColumn(names + 1, value),
    newColumn(names + 2, value + 1),
    newColumn(names + 3, value + 3),
  ];
  return { name: `t${names}`, comment: '', columns, hasIndex: false, hasProjection: false, viewFrom: null };
}

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
  switch (edit % 8) {
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
    default: {
      const change = COLUMN_EDITS[value % COLUMN_EDITS.length];
      const columns = table.columns.map((one, i) => (i === at && change ? change(one, column) : one));
      return { ...table, columns };
    }
  }
}

/** The project after some changes. A table either gets columns or loses them: both at once would look like a new name. */
export function changed(before: RandomShop, all: readonly Decision[]): RandomShop {
  let { tables, names } = before;
  const grown = new Map<string, 0 | 1>();
  for (const decision of all) {
    names += 5;
    if (tables.length === 0 || (decision.edit % 11 === 0 && tables.length < 4)) {
      tables = [...tables, newTable(names, decision.value)];
      continue;
    }
    const at = decision.table % tables.length;
    if (decision.edit % 13 === 0) {
      tables = tables.filter((_, i) => i !== at);
      continue;
    }
    const kind = decision.edit % 8;
    const name = tables[at]?.name ?? '';
    if (kind < 2 && (grown.get(name) ?? kind) !== kind) continue;
    if (kind < 2) grown.set(name, kind === 0 ? 0 : 1);
    tables = tables.map((table, i) => (i === at ? editTable(table, decision, names) : table));
  }
  return { tables, names };
}

function columnCode({ name, type, comment, standard }: RandomColumn): string {
  const said = comment === '' ? '' : `  /** ${comment} */\n`;
  return `${said}  ${name}: ${type}${standard === null ? '' : ` & ClickHouseDefault<'${standard}'>`};\n`;
}

function tableCode({ name, comment, columns, hasIndex, hasProjection, viewFrom }: RandomTable): string {
  const options = [
    "orderByFields: ['id']",
    ...(comment === '' ? [] : [`comment: '${comment}'`]),
    ...(hasIndex ? ["indexes: [{ name: 'by_id', expression: 'id', type: 'minmax', granularity: 3 }]"] : []),
    ...(hasProjection ? ["projections: [{ name: 'per_id', body: 'id, count() GROUP BY id' }]"] : []),
  ];
  const view =
    viewFrom === null
      ? ''
      : `export const v_${name} = new View('v_${name}', { selectStatement: 'SELECT id FROM ${name} WHERE id >= ${viewFrom}', baseTables: [${name}], comment: 'from ${viewFrom}' });\n`;
  return `interface R_${name} {\n  id: Key<UInt64>;\n${columns.map(columnCode).join('')}}\nexport const ${name} = new OlapTable<R_${name}>('${name}', { ${options.join(', ')} });\n${view}`;
}

/** The code of a project. */
export function shopCode({ tables }: RandomShop): string {
  const names = 'ClickHouseDefault, Key, LowCardinality, UInt16, UInt32, UInt64, UInt8';
  return `import { OlapTable, View } from 'moose-migrate';\nimport type { ${names} } from 'moose-migrate';\n${tables.map(tableCode).join('')}export const nothing = 0;\n`;
}
