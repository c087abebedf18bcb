import type { QueryClient } from './clients.ts';
import type { OlapTable } from './olap-table.ts';
import type { ColRef, FilterOperator, SortDir, SqlValue } from './query-sql.ts';
import type { Sql } from './sql.ts';
import { unavailable, unavailableLater } from './unavailable.ts';
import type { Untyped } from './untyped.ts';

/** A column or expression to group by. */
export interface DimensionDef<TModel = Untyped, TKey extends keyof TModel = keyof TModel> {
  readonly column?: TKey;
  readonly expression?: Sql;
  readonly as?: string;
  readonly description?: string;
}

/** An aggregate. */
export interface MetricDef {
  readonly agg: Sql;
  readonly as?: string;
  readonly description?: string;
}

/** A column of a query that aggregates nothing. */
export interface ColumnDef<TModel = Untyped, TKey extends keyof TModel = keyof TModel> {
  readonly column: TKey | string;
  readonly join?: string;
  readonly as?: string;
}

/** Another table to look up. */
export interface JoinDef {
  readonly table: OlapTable<Untyped>;
  readonly on?: Sql;
  readonly leftKey?: string;
  readonly rightKey?: string;
  readonly type?: 'LEFT' | 'INNER';
}

/** A condition that callers may set. */
export interface ModelFilterDef<TModel, TKey extends keyof TModel = keyof TModel> {
  readonly column: TKey;
  readonly operators: readonly FilterOperator[];
  readonly transform?: (value: TModel[TKey]) => SqlValue;
  readonly inputType?: FilterInputTypeHint;
  readonly required?: true;
  readonly description?: string;
}

/** How a form asks for a value. */
export type FilterInputTypeHint = 'text' | 'number' | 'date' | 'select' | 'multiselect';
/** The text keys of an object type. */
export type Names<T> = Extract<keyof T, string>;

/** What a model of queries is made of. */
export interface QueryModelConfig<
  TTable,
  TMetrics,
  TDimensions,
  TFilters,
  TSortable extends string,
  TColumns,
  TJoins,
> {
  readonly name?: string;
  readonly description?: string;
  readonly table: OlapTable<TTable>;
  readonly dimensions?: TDimensions;
  readonly metrics?: TMetrics;
  readonly columns?: TColumns;
  readonly joins?: TJoins;
  readonly filters?: TFilters;
  readonly sortable?: readonly TSortable[];
  readonly defaults?: Untyped;
}

/** What a caller asks of a model. */
export interface QueryRequest<
  TMetrics = string,
  TDimensions = string,
  TFilters = Untyped,
  TSortable = string,
  TColumns = string,
> {
  readonly filters?: { readonly [K in keyof TFilters]?: Untyped };
  readonly dimensions?: readonly TDimensions[];
  readonly metrics?: readonly TMetrics[];
  readonly columns?: readonly TColumns[];
  readonly orderBy?: readonly (readonly [TSortable, SortDir])[];
  readonly limit?: number;
  readonly page?: number;
  readonly offset?: number;
}

/** The clauses of a query, to put together by hand. */
export type QueryParts = { readonly [part: string]: Untyped };

/** A model of queries, made by {@link defineQueryModel}. */
export interface QueryModel<
  TTable,
  TMetrics,
  TDimensions,
  TFilters,
  TSortable extends string,
  TResult,
  TColumns,
> {
  readonly name?: string;
  readonly description?: string;
  readonly defaults: Untyped;
  readonly filters: TFilters;
  readonly sortable: readonly TSortable[];
  readonly dimensions?: TDimensions;
  readonly metrics?: TMetrics;
  readonly columns?: TColumns;
  readonly dimensionNames: readonly string[];
  readonly metricNames: readonly string[];
  readonly columnNames: readonly string[];
  readonly $inferDimensions: Names<TDimensions>;
  readonly $inferMetrics: Names<TMetrics>;
  readonly $inferColumns: Names<TColumns>;
  readonly $inferFilters: { readonly [K in keyof TFilters]?: Untyped };
  readonly $inferRequest: QueryRequest<
    Names<TMetrics>,
    Names<TDimensions>,
    TFilters,
    TSortable,
    Names<TColumns>
  >;
  readonly $inferResult: TResult;
  readonly $inferTable: TTable;
  /** Runs a query. @throws Error in this library: it needs a running server. */
  query(request: this['$inferRequest'], client: QueryClient): Promise<TResult[]>;
  /** The SQL of a query. @throws Error in this library: it needs a running server. */
  toSql(request: this['$inferRequest']): Sql;
  /** The clauses of a query. @throws Error in this library: it needs a running server. */
  toParts(request: this['$inferRequest']): QueryParts;
}

/** A model of queries over a table: what can be grouped, aggregated, filtered and sorted. */
export function defineQueryModel<
  TTable,
  TMetrics extends Record<string, MetricDef> = Record<never, MetricDef>,
  TDimensions extends Record<string, DimensionDef<TTable>> = Record<never, DimensionDef<TTable>>,
  TFilters extends Record<string, ModelFilterDef<TTable>> = Record<never, ModelFilterDef<TTable>>,
  TSortable extends string = string,
  TColumns extends Record<string, ColumnDef<TTable>> = Record<never, ColumnDef<TTable>>,
  TJoins extends Record<string, JoinDef> = Record<never, JoinDef>,
  TResult = Untyped,
>(
  config: QueryModelConfig<TTable, TMetrics, TDimensions, TFilters, TSortable, TColumns, TJoins>,
): QueryModel<TTable, TMetrics, TDimensions, TFilters, TSortable, TResult, TColumns> {
  const { name, description, dimensions, metrics, columns, filters, sortable = [], defaults = {} } = config;
  const model = {
    name,
    description,
    dimensions,
    metrics,
    columns,
    filters: filters ?? {},
    sortable,
    defaults,
    dimensionNames: Object.keys(dimensions ?? {}),
    metricNames: Object.keys(metrics ?? {}),
    columnNames: Object.keys(columns ?? {}),
    query: () => unavailableLater('QueryModel.query()'),
    toSql: () => unavailable('QueryModel.toSql()'),
    toParts: () => unavailable('QueryModel.toParts()'),
  };
  // The `$infer…` members exist for the type checker alone.
  return model as unknown as QueryModel<
    TTable,
    TMetrics,
    TDimensions,
    TFilters,
    TSortable,
    TResult,
    TColumns
  >;
}

/** Dimensions of a time column: day, month and week. */
export function timeDimensions(column: ColRef): {
  day: DimensionDef;
  month: DimensionDef;
  week: DimensionDef;
};
export function timeDimensions(_column: ColRef): Untyped {
  return { day: {}, month: {}, week: {} };
}

/** Column definitions of all columns of a table. */
export function columnsFromTable(table: OlapTable<Untyped>): Untyped {
  return Object.fromEntries(Object.keys(table.columns).map((name) => [name, { column: name }]));
}

/** Filter definitions of all columns of a table. */
export function filtersFromTable(table: OlapTable<Untyped>): Untyped {
  return Object.fromEntries(
    Object.keys(table.columns).map((name) => [name, { column: name, operators: ['eq', 'in'] }]),
  );
}

/** Builds a query step by step. Every step gives the builder; the last one throws, for it needs a running server. */
export function buildQuery(model: Untyped): Untyped {
  const builder: Untyped = { model };
  for (const step of [
    'filter',
    'dimensions',
    'metrics',
    'columns',
    'sort',
    'orderBy',
    'limit',
    'page',
    'offset',
  ])
    builder[step] = () => builder;
  builder.toSql = () => unavailable('buildQuery().toSql()');
  builder.toParts = () => unavailable('buildQuery().toParts()');
  builder.execute = () => unavailableLater('buildQuery().execute()');
  return builder;
}

/** A description of a model as a tool of an assistant. */
export function createModelTool(model: Untyped): Untyped {
  return {
    name: model?.name,
    description: model?.description,
    schema: {},
    buildRequest: () => unavailable('createModelTool()'),
  };
}

/** Offers models as tools of an assistant; done by the running server. */
export function registerModelTools(..._parts: readonly Untyped[]): void {}
