import type {
  DeclaredMaterializedView,
  DeclaredReference,
  DeclaredRefresh,
  DeclaredTable,
} from '../../model/declared.ts';
import type { MaterializedViewConfig, RefreshConfig } from '../../sdk/materialized-view.ts';
import type { Declaration } from '../../sdk/registry.ts';
import { isSqlObject } from '../../sdk/sql.ts';
import { checkOptions, type OptionsOf } from './options.ts';
import { plainConfig, referenceOf } from './plain-values.ts';
import { kindOf, membersOf, type Reading } from './reading.ts';
import { checkInnerConfig } from './table-config.ts';
import { readView } from './views.ts';

type Config = Readonly<Record<string, unknown>>;

const OPTIONS: OptionsOf<MaterializedViewConfig<never>> = {
  materializedViewName: true,
  selectStatement: true,
  selectTables: true,
  targetTable: true,
  innerTable: true,
  tableName: true,
  engine: true,
  orderByFields: true,
  refresh: true,
  sqlSecurity: true,
  definer: true,
  database: true,
  cluster: true,
  comment: true,
  lifeCycle: true,
  metadata: true,
};

const REFRESH: OptionsOf<RefreshConfig> = {
  every: true,
  after: true,
  offset: true,
  randomize: true,
  dependsOn: true,
  append: true,
  settings: true,
  empty: true,
};

/** Every declared materialized view. */
export function readMaterializedViews(reading: Reading): readonly DeclaredMaterializedView[] {
  return reading.declared('materialized-view').map((declaration) => {
    const view = membersOf(declaration.object);
    const config = membersOf(view.config);
    const name = reading.name(declaration, 'a materialized view', view.name);
    const what = `materialized view ${name}`;
    checkOptions(reading, declaration, what, config, OPTIONS);
    const own = readView(reading, declaration, what, name, config, 'selectTables');
    if (config.sqlSecurity === 'INVOKER')
      reading.report(
        declaration,
        `${what} cannot have sqlSecurity INVOKER: nobody invokes it`,
        'DEFINER or NONE.',
      );
    const inner = readInner(reading, declaration, what, name, config);
    return {
      ...own,
      inner,
      target: readTarget(reading, declaration, what, own, view.targetTable, inner),
      refresh: readRefresh(reading, declaration, what, config),
    };
  });
}

function readTarget(
  reading: Reading,
  declaration: Declaration,
  what: string,
  view: DeclaredReference,
  target: unknown,
  inner: DeclaredTable | null,
): DeclaredReference | null {
  const found = isSqlObject(target) ? referenceOf(target) : null;
  if (found === null && inner === null)
    reading.report(declaration, `${what} has no target table`, 'Give it `targetTable`, or `innerTable`.');
  if (found !== null && inner !== null)
    reading.report(declaration, `${what} has both a target and an inner table`, 'Keep one of them.');
  if (found !== null && found.name === view.name && found.database === view.database) {
    reading.report(
      declaration,
      `${what} has the name of its target table`,
      'Give the view a name of its own, such as `…_mv`.',
    );
  }
  return found ?? (inner === null ? { database: null, name: '' } : null);
}

/** The inner table, as a table without a name of its own. */
function readInner(
  reading: Reading,
  declaration: Declaration,
  what: string,
  name: string,
  config: Config,
): DeclaredTable | null {
  if (config.innerTable === undefined) return null;
  const own = membersOf(config.innerTable);
  const label = `the inner table of ${what}`;
  const plain = plainConfig(reading, declaration, label, own);
  checkInnerConfig(reading, declaration, label, plain);
  return {
    name,
    database: null,
    version: null,
    cluster: null,
    lifeCycle: 'FULLY_MANAGED',
    engine: reading.text(declaration, `the engine of ${label}`, own.engine) ?? 'MergeTree',
    config: plain,
    columns: reading.siteColumns(declaration),
    source: reading.positionOf(declaration),
  };
}

const DURATION =
  /^\d+ (?:SECOND|MINUTE|HOUR|DAY|WEEK|MONTH|YEAR)S?(?: \d+ (?:SECOND|MINUTE|HOUR|DAY|WEEK|MONTH|YEAR)S?)*$/i;

function readDuration(reading: Reading, declaration: Declaration, what: string, value: unknown): string {
  if (typeof value === 'string' && DURATION.test(value.trim()))
    return value.trim().toUpperCase().replace(/S\b/g, '');
  if (!reading.reportMissing(declaration, what, value)) {
    const found = typeof value === 'string' ? `"${value}"` : kindOf(value);
    reading.report(
      declaration,
      `${what} is ${found}, not a length of time`,
      "Write it as '1 HOUR' or '1 DAY 12 HOUR'.",
    );
  }
  return '1 DAY';
}

/** `EVERY 1 HOUR OFFSET 5 MINUTE …`: https://clickhouse.com/docs/sql-reference/statements/create/view#refreshable-materialized-view */
function readRefresh(
  reading: Reading,
  declaration: Declaration,
  what: string,
  config: Config,
): DeclaredRefresh | null {
  if (config.refresh === undefined) return null;
  const refresh = membersOf(config.refresh);
  const label = `refresh of ${what}`;
  checkOptions(reading, declaration, label, refresh, REFRESH);
  const { every, after, offset, randomize, settings, append, empty } = refresh;
  if ((every === undefined) === (after === undefined))
    reading.report(declaration, `${label} needs either every or after`);
  if (after !== undefined && offset !== undefined)
    reading.report(declaration, `${label} has an offset, which goes with every alone`);
  const duration = (key: string, value: unknown): string =>
    readDuration(reading, declaration, `${key} of ${label}`, value);
  const words = [
    every === undefined
      ? `AFTER ${duration('after', after ?? '1 DAY')}`
      : `EVERY ${duration('every', every)}`,
    ...(offset === undefined ? [] : [`OFFSET ${duration('offset', offset)}`]),
    ...(randomize === undefined ? [] : [`RANDOMIZE FOR ${duration('randomize', randomize)}`]),
  ];
  return {
    schedule: words.join(' '),
    dependsOn: readDependencies(reading, declaration, label, refresh.dependsOn),
    settings: membersOf(settings),
    append: append === true,
    empty: empty === true,
  };
}

function readDependencies(
  reading: Reading,
  declaration: Declaration,
  label: string,
  value: unknown,
): readonly DeclaredReference[] {
  if (value === undefined) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((item, index): readonly DeclaredReference[] => {
    if (isSqlObject(item)) return [referenceOf(item)];
    if (typeof item === 'string' && item !== '') {
      const dot = item.indexOf('.');
      return [{ database: dot < 0 ? null : item.slice(0, dot), name: item.slice(dot + 1) }];
    }
    const what = `dependsOn[${index}] of ${label}`;
    if (!reading.reportMissing(declaration, what, item))
      reading.report(declaration, `${what} is ${kindOf(item)}, not a materialized view`);
    return [];
  });
}
