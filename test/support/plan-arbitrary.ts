import fc from 'fast-check';
import type { PlanHeader } from '../../src/files/plan-header.ts';
import {
  type Action,
  HAZARDS,
  isTopicKind,
  type Operation,
  type OperationKind,
  type OperationTarget,
  type Plan,
} from '../../src/model/operation.ts';
import { KAFKA_FLAVOURS } from '../../src/model/topic.ts';
import {
  column,
  constraint,
  dictionary,
  filled,
  index,
  materializedView,
  projection,
  sqlFunction,
  sqlResource,
  table,
  text,
  topic,
  topicSchema,
  view,
} from './infra-arbitrary.ts';

type ActionOf<K extends OperationKind> = Extract<Action, { readonly kind: K }>;
const settings = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), text, {
  maxKeys: 3,
  noNullPrototype: true,
});
const optional = fc.option(text, { nil: null });
const many = fc.integer({ min: 1, max: 9 });
const configs = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), text, { maxKeys: 3, noNullPrototype: true });
const action = <K extends OperationKind>(
  kind: K,
  fields: { readonly [F in Exclude<keyof ActionOf<K>, 'kind'>]: fc.Arbitrary<ActionOf<K>[F]> },
) => fc.record({ kind: fc.constant(kind), ...fields }) as unknown as fc.Arbitrary<ActionOf<K>>;

const actions: { readonly [K in OperationKind]: fc.Arbitrary<ActionOf<K>> } = {
  CreateTable: action('CreateTable', { table }),
  DropTable: action('DropTable', {}),
  RenameTable: action('RenameTable', { after: filled }),
  ExchangeTables: action('ExchangeTables', { other: filled }),
  AddTableColumn: action('AddTableColumn', { column, after: fc.option(filled, { nil: null }) }),
  DropTableColumn: action('DropTableColumn', { column: filled }),
  RenameTableColumn: action('RenameTableColumn', { before: filled, after: filled }),
  ModifyTableColumn: action('ModifyTableColumn', { before: column, after: column }),
  MaterializeTableColumn: action('MaterializeTableColumn', { column: filled }),
  ModifyTableSettings: action('ModifyTableSettings', { before: settings, after: settings }),
  ModifyTableTtl: action('ModifyTableTtl', { before: optional, after: optional }),
  ModifyTableComment: action('ModifyTableComment', { before: optional, after: optional }),
  ModifyOrderBy: action('ModifyOrderBy', { before: optional, after: filled }),
  ModifySampleBy: action('ModifySampleBy', { expression: filled }),
  RemoveSampleBy: action('RemoveSampleBy', {}),
  AddTableIndex: action('AddTableIndex', { index }),
  DropTableIndex: action('DropTableIndex', { index: filled }),
  MaterializeTableIndex: action('MaterializeTableIndex', { index: filled }),
  AddTableProjection: action('AddTableProjection', { projection }),
  DropTableProjection: action('DropTableProjection', { projection: filled }),
  MaterializeTableProjection: action('MaterializeTableProjection', { projection: filled }),
  AddTableConstraint: action('AddTableConstraint', { constraint }),
  DropTableConstraint: action('DropTableConstraint', { constraint: filled }),
  CreateView: action('CreateView', { view }),
  DropView: action('DropView', {}),
  ModifyView: action('ModifyView', { before: view, after: view }),
  CreateMaterializedView: action('CreateMaterializedView', { view: materializedView }),
  DropMaterializedView: action('DropMaterializedView', {}),
  ModifyMaterializedViewQuery: action('ModifyMaterializedViewQuery', { before: text, after: text }),
  ModifyMaterializedViewColumns: action('ModifyMaterializedViewColumns', {
    before: materializedView,
    after: materializedView,
  }),
  ModifyMaterializedViewRefresh: action('ModifyMaterializedViewRefresh', { before: text, after: text }),
  ModifyViewSecurity: action('ModifyViewSecurity', { before: optional, after: text }),
  CreateDictionary: action('CreateDictionary', { dictionary }),
  ReplaceDictionary: action('ReplaceDictionary', {
    before: fc.option(dictionary, { nil: null }),
    after: dictionary,
  }),
  DropDictionary: action('DropDictionary', {}),
  CreateFunction: action('CreateFunction', { function: sqlFunction }),
  ReplaceFunction: action('ReplaceFunction', {
    before: fc.option(sqlFunction, { nil: null }),
    after: sqlFunction,
  }),
  DropFunction: action('DropFunction', {}),
  PopulateMaterializedView: action('PopulateMaterializedView', {
    view: materializedView.map((view) => ({ ...view, columns: view.columns ?? 'id, total' })),
  }),
  CreateTopic: action('CreateTopic', { topic }),
  DeleteTopic: action('DeleteTopic', {}),
  IncreaseTopicPartitions: action('IncreaseTopicPartitions', { before: many, after: many }),
  ModifyTopicConfig: action('ModifyTopicConfig', {
    before: configs,
    inherited: configs,
    set: configs,
    reset: fc.array(filled, { maxLength: 2 }),
  }),
  ReassignTopicReplicas: action('ReassignTopicReplicas', { before: many, after: many }),
  RegisterTopicSchema: action('RegisterTopicSchema', {
    before: fc.option(topicSchema, { nil: null }),
    after: topicSchema,
  }),
  RawSql: action('RawSql', {
    sql: fc.array(text, { maxLength: 2 }),
    description: text,
    resource: fc.option(sqlResource, { nil: null }),
  }),
};

export const operationKinds = Object.keys(actions) as readonly OperationKind[];

const size = fc.option(fc.nat(), { nil: null });
const hazards = fc.subarray([...HAZARDS]);
const circumstances = fc.record({
  because: text,
  hazards,
  approved: hazards,
  cost: fc.record({
    class: fc.constantFrom(
      'metadata' as const,
      'new-parts-only' as const,
      'mutation' as const,
      'rewrite' as const,
    ),
    rows: size,
    bytes: size,
    parts: size,
    seconds: size,
  }),
  checks: fc.array(
    fc.record({ asks: text, sql: text, found: size, sampled: size, unanswered: fc.option(text) }),
    {
      maxLength: 2,
    },
  ),
});
const target: fc.Arbitrary<OperationTarget> = fc.record({
  database: fc.oneof(fc.constant('shop'), filled),
  name: filled,
  cluster: fc.option(filled, { nil: null }),
});

function carriedBy(act: Action): OperationTarget | null {
  switch (act.kind) {
    case 'CreateDictionary':
      return act.dictionary;
    case 'ReplaceDictionary':
      return act.after;
    case 'CreateFunction':
      return { ...act.function, database: '' };
    case 'ReplaceFunction':
      return { ...act.after, database: '' };
    case 'CreateTopic':
      return { database: '', name: act.topic.name, cluster: null };
    default:
      return 'table' in act ? act.table : 'view' in act ? act.view : null;
  }
}

/** A function is in no database, and a topic on no cluster of ClickHouse either. */
function placeOf({ kind }: Action, place: OperationTarget): OperationTarget {
  if (isTopicKind(kind)) return { database: '', name: place.name, cluster: null };
  return kind === 'DropFunction' ? { ...place, database: '' } : place;
}

/** What carries a whole object is aimed at that object. */
export function operationOf(kind: OperationKind): fc.Arbitrary<Operation> {
  return fc.tuple(actions[kind] as fc.Arbitrary<Action>, circumstances, target).map(([act, rest, place]) => {
    const carried = carriedBy(act) ?? placeOf(act, place);
    return {
      ...act,
      ...rest,
      target: { database: carried.database, name: carried.name, cluster: carried.cluster },
    };
  });
}

const hash = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`);

export const plan: fc.Arbitrary<Plan> = fc.record({
  base: hash,
  desired: hash,
  operations: fc.array(fc.constantFrom(...operationKinds).chain(operationOf), { maxLength: 4 }),
  refused: fc.array(fc.record({ address: text, because: text, hint: optional }), { maxLength: 2 }),
  withheld: fc.array(fc.record({ address: text, change: text, because: text }), { maxLength: 2 }),
});

export const header: fc.Arbitrary<PlanHeader> = fc.record({
  createdAt: fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  target: fc.record({ database: fc.oneof(fc.constant('shop'), filled), engineVersion: text }),
  rehearsed: fc.oneof(
    fc.record({ is: fc.constant('rehearsed' as const), engine: text, operations: hash, outcome: text }),
    fc.record({ is: fc.constant('not-rehearsed' as const), because: text }),
  ),
  kafka: fc.option(
    fc.record({
      cluster: optional,
      flavour: fc.constantFrom(...KAFKA_FLAVOURS),
      topicIds: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), text, { maxKeys: 2, noNullPrototype: true }),
      settledConfigs: fc.option(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.array(text, { maxLength: 2 }), {
          maxKeys: 2,
          noNullPrototype: true,
        }),
      ),
    }),
    { nil: null },
  ),
});
