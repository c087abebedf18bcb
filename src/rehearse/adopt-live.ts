import { asTable, clausesOf } from '../facets/views/inner.ts';
import type { Column, Table, TableClauses } from '../model/table.ts';
import { identifierOf, isSymbol, type Token, tokenize } from '../model/tokens.ts';
import type { FunctionNames } from './function-names.ts';

/** What is known of other spellings of the same thing. */
export interface Spellings {
  /** What the server calls each type. */
  readonly types: ReadonlyMap<string, string>;
  readonly functions: FunctionNames;
  /** The default database: the server writes it before every table. */
  readonly database: string;
  /** False where calls of SQL functions are written out: around these the server writes fewer parentheses than we do. */
  readonly hasParentheses: boolean;
}

/** `Delta` and `Delta(8)`: the server writes out the argument that the user left to it. */
function sameCodec(declared: string, live: string): boolean {
  const [left, right] = [declared.split(', '), live.split(', ')];
  return (
    left.length === right.length &&
    left.every(
      (codec, at) =>
        codec === right[at] || (!codec.includes('(') && right[at]?.startsWith(`${codec}(`) === true),
    )
  );
}

/** A text in one spelling, to be compared only. */
function meaningOf(tokens: readonly Token[], { functions, hasParentheses }: Spellings): string {
  return tokens
    .flatMap((token, at) => {
      if (!hasParentheses && (isSymbol(token, '(') || isSymbol(token, ')'))) return [];
      const name = identifierOf(token);
      if (name === null) return [token.text];
      return [isSymbol(tokens[at + 1], '(') ? functions(name) : name];
    })
    .join(' ');
}

/** The live text where both say the same, else the declared one. */
function adoptText<T extends string | null>(
  declared: T,
  live: string | null | undefined,
  spellings: Spellings,
): T | string {
  if (declared === null || live === null || live === undefined || live === declared) return declared;
  const [wanted, found] = [tokenize(declared), tokenize(live)];
  return meaningOf(wanted, spellings) === meaningOf(found, spellings) ? live : declared;
}

function adoptColumn(declared: Column, live: Column, spellings: Spellings): Column {
  const { types } = spellings;
  const isSameType = (types.get(declared.type) ?? declared.type) === (types.get(live.type) ?? live.type);
  const isSameCodec = declared.codec !== null && live.codec !== null && sameCodec(declared.codec, live.codec);
  const isSameKind = declared.default?.kind === live.default?.kind;
  return {
    ...declared,
    type: isSameType ? live.type : declared.type,
    codec: isSameCodec ? live.codec : declared.codec,
    ttl: adoptText(declared.ttl, live.ttl, spellings),
    default:
      declared.default === null || !isSameKind
        ? declared.default
        : {
            ...declared.default,
            expression: adoptText(declared.default.expression, live.default?.expression, spellings),
          },
  };
}

function adoptEach<T extends { readonly name: string }>(
  declared: readonly T[],
  live: readonly T[],
  adopt: (declared: T, live: T) => T,
): readonly T[] {
  return declared.map((one) => {
    const own = live.find(({ name }) => name === one.name);
    return own === undefined ? one : adopt(one, own);
  });
}

/** A declared table in the words of the live one, as far as both say the same. */
export function adoptTable(declared: Table, live: Table | undefined, spellings: Spellings): Table {
  const { types } = spellings;
  const named = declared.columns.map((column) => ({
    ...column,
    type: types.get(column.type) ?? column.type,
  }));
  if (live === undefined) return { ...declared, columns: named };
  const text = <T extends string | null>(wanted: T, found: string | null): T | string =>
    adoptText(wanted, found, spellings);
  return {
    ...declared,
    columns: named.map((column, at) => {
      const own = live.columns.find(({ name }) => name === column.name);
      return own === undefined ? column : adoptColumn(declared.columns[at] ?? column, own, spellings);
    }),
    partitionBy: text(declared.partitionBy, live.partitionBy),
    primaryKey: text(declared.primaryKey, live.primaryKey),
    orderBy: text(declared.orderBy, live.orderBy),
    sampleBy: text(declared.sampleBy, live.sampleBy),
    ttl: text(declared.ttl, live.ttl),
    indexes: adoptEach(declared.indexes, live.indexes, (index, own) => ({
      ...index,
      expression: text(index.expression, own.expression),
    })),
    projections: adoptEach(declared.projections, live.projections, (projection, own) => ({
      ...projection,
      body: text(projection.body, own.body),
    })),
    constraints: adoptEach(declared.constraints, live.constraints, (constraint, own) => ({
      ...constraint,
      expression: text(constraint.expression, own.expression),
    })),
  };
}

/** The inner table of a view; columns that the code leaves to the SELECT are those that are there. */
export function adoptInner(
  declared: TableClauses | null,
  live: TableClauses | null,
  spellings: Spellings,
): TableClauses | null {
  if (declared === null) return null;
  if (declared.columns.length === 0) return live === null ? declared : { ...declared, columns: live.columns };
  return clausesOf(adoptTable(asTable(declared), live === null ? undefined : asTable(live), spellings));
}

/** A SELECT in one spelling, without the name of the default database. */
function selectMeaning(select: string, spellings: Spellings): string {
  const { database } = spellings;
  const tokens = tokenize(select);
  const kept = tokens.filter((token, at) => {
    const isPrefix = identifierOf(token) === database && isSymbol(tokens[at + 1], '.');
    const isDot = isSymbol(token, '.') && identifierOf(tokens[at - 1]) === database;
    return !isPrefix && !isDot;
  });
  // Dictionaries are named in texts.
  const plain = kept.map((token) =>
    identifierOf(token) === null ? { ...token, text: token.text.replace(`'${database}.`, "'") } : token,
  );
  return meaningOf(plain, spellings);
}

/** A declared view in the words of the live one, where both say the same. */
export function adoptSelect<T extends { readonly select: string }>(
  declared: T,
  live: T | undefined,
  spellings: Spellings,
): T {
  const isSame =
    live !== undefined && selectMeaning(live.select, spellings) === selectMeaning(declared.select, spellings);
  return isSame ? { ...declared, select: live.select } : declared;
}
