import fc from 'fast-check';
import type { PlanHeader } from '../../src/files/plan-header.ts';
import {
  type Action,
  HAZARDS,
  type Operation,
  type OperationKind,
  type OperationTarget,
  type Plan,
} from '../../src/model/operation.ts';
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
  view,
} from './infra-arbitrary.ts';

type ActionOf<K extends OperationKind> = Extract<Action, { readonly kind: K }>;
const settings = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), text, {
  maxKeys: 3,
  noNullPrototype: true,
});
const optional = fc.option(text, { nil: null });
const action = <K extends OperationKind>(
  kind: K,
  fields: { readonly [F in Exclude<keyof ActionOf<K>, 'kind'>]: fc.Arbitrary<ActionOf<K>[F]> },
) => fc.record({ kind: fc.constant(kind), ...fields }) as unknown as fc.Arbitrary<ActionOf<K>>;

const actions: { readonly [K in OperationKind]: fc.Arbitrary<ActionOf<K>> } = {
  CreateTable: action('CreateTable', { table }),
  DropTable: action('DropTable', {}),
  RenameTable: action('RenameTable', { after: filled }),
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
  }),
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
    default:
      return 'table' in act ? act.table : 'view' in act ? act.view : null;
  }
}

/** What carries a whole object is aimed at that object. */
export function operationOf(kind: OperationKind): fc.Arbitrary<Operation> {
  return fc.tuple(actions[kind] as fc.Arbitrary<Action>, circumstances, target).map(([act, rest, place]) => {
    const carried = carriedBy(act) ?? (act.kind === 'DropFunction' ? { ...place, database: '' } : place);
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
});
