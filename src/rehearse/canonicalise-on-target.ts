import { createMaterializedView, createTable, createView } from '../ddl/create.ts';
import { createDictionary, createFunction } from '../ddl/create-dictionary.ts';
import { FUNCTION_ENGINE, type ReadObject, readObject } from '../ddl/read-object.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { parseOnServer } from '../drivers/clickhouse/statement.ts';
import { problem, throwProblems } from '../errors.ts';
import { hiddenSecrets } from '../facets/secrets.ts';
import type { Address } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { SqlFunction } from '../model/sql-function.ts';
import type { Ownership } from '../model/table.ts';
import { quoteString } from '../model/tokens.ts';
import { adoptInner, adoptSelect, adoptTable, type Spellings } from './adopt-live.ts';
import { canonicalReading } from './canonical-reading.ts';
import { expandCalls } from './expand-calls.ts';
import { functionNames } from './function-names.ts';

/** A parameter of 128 KiB is refused. */
const BATCH_CHARACTERS = 60_000;

type Declared = Ownership & { readonly address: Address; readonly name: string };

interface Wanted {
  readonly object: Declared;
  readonly database: string;
  readonly engine: string;
  readonly statement: string;
}

function wantedOf(declared: InfraMap, functions: ReadonlyMap<string, SqlFunction>): readonly Wanted[] {
  return [
    ...declared.tables.map((object) => ({
      object,
      database: object.database,
      engine: object.engine.name,
      statement: createTable({ ...object, cluster: null }),
    })),
    ...declared.views.map((object) => ({
      object,
      database: object.database,
      engine: 'View',
      statement: createView({ ...object, cluster: null }, { orReplace: false, comment: true }),
    })),
    ...declared.materializedViews.map((object) => ({
      object,
      database: object.database,
      engine: 'MaterializedView',
      statement: createMaterializedView({ ...object, cluster: null, startsEmpty: false }, { comment: true }),
    })),
    ...declared.dictionaries.map((object) => ({
      object,
      database: object.database,
      engine: 'Dictionary',
      statement: createDictionary({ ...object, cluster: null }),
    })),
    ...declared.functions.map((object) => ({
      object,
      database: '',
      engine: FUNCTION_ENGINE,
      statement: createFunction({ ...object, cluster: null }),
    })),
  ].map((wanted) => {
    const statement = hiddenSecrets(wanted.statement);
    return {
      ...wanted,
      statement: wanted.engine === FUNCTION_ENGINE ? statement : expandCalls(statement, functions),
    };
  });
}

function batches<T>(items: readonly T[], lengthOf: (item: T) => number): readonly (readonly T[])[] {
  const all: T[][] = [[]];
  let length = 0;
  for (const item of items) {
    length += lengthOf(item);
    if (length > BATCH_CHARACTERS && all.at(-1)?.length !== 0) {
      all.push([]);
      length = lengthOf(item);
    }
    all.at(-1)?.push(item);
  }
  return all.filter((batch) => batch.length > 0);
}

/** The statements as the target prints them; throws for those it cannot parse. */
async function formatted(clickhouse: ClickHouse, wanted: readonly Wanted[]): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const batch of batches(wanted, ({ statement }) => statement.length)) {
    const statements = batch.map(({ statement }) => statement);
    const sql =
      "SELECT arrayMap(statement -> ifNull(formatQuerySingleLineOrNull(statement), ''), {statements:Array(String)}) AS texts";
    const rows = await clickhouse.query<{ readonly texts: readonly string[] }>(sql, { statements });
    texts.push(...(rows[0]?.texts ?? []));
  }
  const refused = wanted.filter((_, at) => (texts[at] ?? '') === '');
  const errors = await parseOnServer(
    clickhouse,
    refused.map(({ statement }) => statement),
  );
  throwProblems(
    refused.map(({ object }, at) =>
      problem(
        'DECLARATION_INVALID',
        `${object.address}: ClickHouse cannot parse this definition: ${errors[at]?.message ?? 'unknown error'}`,
        { position: object.source },
      ),
    ),
  );
  return texts;
}

/** What the target calls each type: `INT` is `Int32` there. A type that it cannot name alone keeps its text. */
async function typeNames(
  clickhouse: ClickHouse,
  types: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const ask = async (batch: readonly string[]): Promise<void> => {
    const columns = batch.map(
      (type, at) => `toTypeName(defaultValueOfTypeName(${quoteString(type)})) AS c${at}`,
    );
    try {
      const [row] = await clickhouse.query<Readonly<Record<string, string>>>(`SELECT ${columns.join(', ')}`);
      batch.forEach((type, at) => {
        names.set(type, row?.[`c${at}`] ?? type);
      });
    } catch (error) {
      if (batch.length === 1) names.set(batch[0] ?? '', batch[0] ?? '');
      else
        for (const half of [batch.slice(0, batch.length >> 1), batch.slice(batch.length >> 1)])
          await ask(half);
      if (batch.length === 1 && !(error instanceof Error)) throw error;
    }
  };
  for (const batch of batches([...new Set(types)], (type) => type.length + 60)) await ask(batch);
  return names;
}

/**
 * The declared map in canonical form without an embedded engine: the target formats each definition (without running it)
 * and names its types; what then still may mean the same is taken as the live side has it. Less strict than the shadow:
 * nothing tells whether ClickHouse would accept a definition.
 */
export async function canonicaliseOnTarget(
  declared: InfraMap,
  live: InfraMap,
  clickhouse: ClickHouse,
): Promise<InfraMap> {
  const functions = new Map([...live.functions, ...declared.functions].map((each) => [each.name, each]));
  const wanted = wantedOf(declared, functions);
  const texts = await formatted(clickhouse, wanted);
  const read = new Map(
    wanted.map(({ object, database, engine }, at): readonly [Address, ReadObject] => {
      const reading = readObject({ database, name: object.name, engine, text: texts[at] ?? '' });
      return [object.address, canonicalReading(reading)];
    }),
  );
  const before = <T extends { readonly address: Address }>(objects: readonly T[]): ReadonlyMap<Address, T> =>
    new Map(objects.map((object) => [object.address, object]));
  const [tables, views, materialized] = [
    before(live.tables),
    before(live.views),
    before(live.materializedViews),
  ];
  const types = [...declared.tables, ...live.tables].flatMap((table) =>
    table.columns.map(({ type }) => type),
  );
  const database = declared.defaultDatabase;
  const spellings: Spellings = {
    types: await typeNames(clickhouse, types),
    functions: await functionNames(clickhouse, texts),
    database,
    hasParentheses: functions.size === 0,
  };
  const own = <T extends Declared>(object: T): T => {
    const answer = read.get(object.address)?.object as T | undefined;
    const { lifeCycle, cluster, source } = object;
    return answer === undefined
      ? object
      : { ...object, ...answer, lifeCycle, cluster, source, notUnderstood: null };
  };
  return {
    ...declared,
    tables: declared.tables.map((table) =>
      adoptTable({ ...own(table), version: table.version }, tables.get(table.address), spellings),
    ),
    views: declared.views.map((view) => ({
      ...adoptSelect(own(view), views.get(view.address), spellings),
      sources: view.sources,
      columns: null,
    })),
    materializedViews: declared.materializedViews.map((view) => {
      const before = materialized.get(view.address);
      return {
        ...adoptSelect(own(view), before, spellings),
        inner: adoptInner(own(view).inner, before?.inner ?? null, spellings),
        sources: view.sources,
        startsEmpty: view.startsEmpty,
      };
    }),
    dictionaries: declared.dictionaries.map(own),
    functions: declared.functions.map(own),
  };
}
