/**
 * What a project's code imports: tables, views, streams and the rest, declared as values. The words and shapes are
 * those of Moose's library, so that a Moose project loads as it is.
 */

export {
  Api,
  type ApiConfig,
  type ApiHandler,
  ConsumptionApi,
  createApi,
  createConsumptionApi,
  type EgressConfig,
} from './api.ts';
export * from './clients.ts';
export type { CollectionConfig } from './collection-engines.ts';
export type { Column, ColumnsOf } from './columns.ts';
export type * from './database-engines.ts';
export { type DeadLetter, type DeadLetterModel, DeadLetterQueue } from './dead-letter-queue.ts';
export * from './dictionary.ts';
export { ClickHouseEngines } from './engines.ts';
export type * from './file-engines.ts';
export type * from './forwarding-engines.ts';
export * from './getters.ts';
export { quoteIdentifier } from './identifiers.ts';
export { IngestApi, type IngestConfig, IngestPipeline, type IngestPipelineConfig } from './ingest.ts';
export type * from './insert.ts';
export type * from './key-value-engines.ts';
export { LifeCycle } from './life-cycle.ts';
export {
  type InnerTableConfig,
  MaterializedView,
  type MaterializedViewConfig,
  type RefreshConfig,
  type RefreshDuration,
  type TargetTableConfig,
} from './materialized-view.ts';
export { type NamedCollection, namedCollection } from './named-collection.ts';
export type * from './object-store-engines.ts';
export { OlapTable } from './olap-table.ts';
export * from './query-model.ts';
export {
  and,
  as,
  avg,
  between,
  type ColRef,
  count,
  countDistinct,
  type Expr,
  empty,
  eq,
  type FilterOperator,
  filter,
  groupBy,
  gt,
  gte,
  having,
  ilike,
  inList,
  isEmpty,
  isNotNull,
  isNull,
  join,
  like,
  limit,
  lt,
  lte,
  max,
  min,
  ne,
  not,
  notIn,
  offset,
  or,
  orderBy,
  paginate,
  raw,
  type SortDir,
  type SqlValue,
  select,
  sum,
  where,
} from './query-sql.ts';
export type * from './queue-engines.ts';
export { SelectRowPolicy, type SelectRowPolicyConfig } from './row-policy.ts';
export { MOOSE_RUNTIME_ENV_PREFIX, mooseEnvSecrets, mooseRuntimeEnv } from './runtime-env.ts';
export * from './server-parts.ts';
export type * from './simple-engines.ts';
export {
  Sql,
  type SqlInterpolation as RawValue,
  type SqlTag as SqlTemplateTag,
  type SqlText,
  type SqlValue as Value,
  sql,
  toStaticQuery,
} from './sql.ts';
export { SqlFunction, type SqlFunctionConfig } from './sql-function.ts';
export * from './sql-query.ts';
export { type SqlDependency, SqlResource } from './sql-resource.ts';
export {
  type Consumer,
  type ConsumerConfig,
  type KafkaSchemaConfig,
  Stream,
  type StreamConfig,
  type SyncOrAsyncTransform,
  type TransformConfig,
  type ZeroOrMany,
} from './stream.ts';
export type * from './table-engines.ts';
export type * from './table-options.ts';
export type * from './tags.ts';
export { type SelectSource, View, type ViewConfig, type ViewSecurity } from './view.ts';
export { type FrameworkApp, WebApp, type WebAppConfig, type WebAppHandler } from './web-app.ts';
export {
  ETLPipeline,
  type ETLPipelineConfig,
  Task,
  type TaskConfig,
  type TaskContext,
  type TaskDefinition,
  type TaskFunction,
  Workflow,
  type WorkflowConfig,
} from './workflow.ts';
