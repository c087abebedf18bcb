import * as z from 'zod';
import { columnEffect } from '../facets/columns/definition.ts';
import { addConstraintEffect } from '../facets/tables/constraints.ts';
import { ttlHazards } from '../facets/tables/ttl.ts';
import { configActionHazards } from '../facets/topics/configs.ts';
import { registerEffect } from '../facets/topics/schema.ts';
import { innerEffect } from '../facets/views/inner.ts';
import { emptyInfraMap } from '../model/infra-map.ts';
import {
  type Action,
  type Cost,
  type CostClass,
  HAZARDS,
  type Hazard,
  type PlannedCheck,
} from '../model/operation.ts';
import { replacedTable } from '../plan/replaced-rows.ts';
import { sqlHazards } from '../plan/sql-hazards.ts';

const COST_CLASSES = [
  'metadata',
  'new-parts-only',
  'mutation',
  'rewrite',
] as const satisfies readonly CostClass[];
const costClass = z.enum(COST_CLASSES);
const size = z.number().nullable().default(null);

/** The class alone, or with the sizes it was estimated from. */
export const costShape = z
  .union([
    costClass,
    z.strictObject({ class: costClass, rows: size, bytes: size, parts: size, seconds: size }),
  ])
  .meta({ id: 'Cost' });

/** Apply asks again what follows from the operations; what stands here is for readers. */
export const checksShape = z
  .array(
    z.strictObject({
      asks: z.string().describe('What is counted.'),
      sql: z.string().describe('The question; it only reads.'),
      found: size.describe('The answer when the plan was made; null where there was none.'),
      sampled: size.describe('How many rows at most were looked at; null for all.'),
      unanswered: z.string().nullable().default(null).describe('Why there was no answer.'),
    }),
  )
  .meta({ id: 'Checks', description: 'What the operation was weighed by. Apply asks the data anew.' });

export function checksToFile(checks: readonly PlannedCheck[]): readonly object[] {
  return checks.map(({ sampled, unanswered, ...check }) => ({
    ...check,
    ...(sampled === null ? {} : { sampled }),
    ...(unanswered === null ? {} : { unanswered }),
  }));
}

export const hazardsShape = z.array(z.enum(HAZARDS)).meta({ id: 'Hazards' });

export function costToFile(cost: Cost): string | Omit<Cost, 'seconds'> {
  const { seconds, ...sizes } = cost;
  const isKnown = [sizes.rows, sizes.bytes, sizes.parts, seconds].some((value) => value !== null);
  if (!isKnown) return cost.class;
  return seconds === null ? sizes : cost;
}

export function costFromFile(file: z.infer<typeof costShape>): Cost {
  return typeof file === 'string'
    ? { class: file, rows: null, bytes: null, parts: null, seconds: null }
    : file;
}

interface Effect {
  readonly cost: CostClass;
  readonly hazards: readonly Hazard[];
}

/**
 * What an operation may harm and cost where the plan does not say, as in one written by the peer or by hand. Careful: it
 * knows nothing of the live objects, so that what loses data on a table with rows counts as losing data.
 */
export function effectWhenOmitted(action: Action): Effect {
  switch (action.kind) {
    case 'DropTable':
    case 'DropMaterializedView':
      return { cost: 'metadata', hazards: ['DELETES_DATA'] };
    case 'CreateMaterializedView':
      return { cost: 'metadata', hazards: replacedTable(action.view) === null ? [] : ['DELETES_DATA'] };
    case 'DropTableColumn':
      return { cost: 'mutation', hazards: ['DELETES_DATA'] };
    case 'ModifyTableColumn':
      return columnEffect(action.before, action.after);
    case 'ModifyMaterializedViewColumns':
      return innerEffect(action.before.inner, action.after.inner);
    case 'ModifyTableTtl':
      return { cost: 'metadata', hazards: ttlHazards(action.after) };
    case 'AddTableConstraint':
      return addConstraintEffect(action.constraint);
    case 'RawSql':
      return {
        cost: 'rewrite',
        hazards: [...sqlHazards(action.sql, emptyInfraMap(''), []), 'UNCHECKED_SQL'],
      };
    case 'MaterializeTableColumn':
    case 'MaterializeTableIndex':
    case 'MaterializeTableProjection':
    case 'DropTableIndex':
    case 'DropTableProjection':
    // Renaming links the files of every part anew.
    case 'RenameTableColumn':
      return { cost: 'mutation', hazards: [] };
    case 'PopulateMaterializedView':
      return { cost: 'rewrite', hazards: [] };
    case 'AddTableIndex':
    case 'AddTableProjection':
      return { cost: 'new-parts-only', hazards: [] };
    case 'DeleteTopic':
      return { cost: 'metadata', hazards: ['DELETES_DATA'] };
    case 'IncreaseTopicPartitions':
      return { cost: 'metadata', hazards: ['REORDERS_KEYS'] };
    case 'ModifyTopicConfig':
      return { cost: 'metadata', hazards: configActionHazards(action) };
    case 'ReassignTopicReplicas':
      return action.after > action.before
        ? { cost: 'rewrite', hazards: ['LONG_RUNNING'] }
        : { cost: 'metadata', hazards: [] };
    case 'RegisterTopicSchema':
      return registerEffect(action.before, action.after);
    case 'CreateTopic':
    case 'CreateTable':
    case 'RenameTable':
    case 'ExchangeTables':
    case 'AddTableColumn':
    case 'ModifyTableSettings':
    case 'ModifyTableComment':
    case 'ModifyOrderBy':
    case 'ModifySampleBy':
    case 'RemoveSampleBy':
    case 'DropTableConstraint':
    case 'CreateView':
    case 'DropView':
    case 'ModifyView':
    case 'ModifyMaterializedViewQuery':
    case 'ModifyMaterializedViewRefresh':
    case 'ModifyViewSecurity':
    case 'CreateDictionary':
    case 'ReplaceDictionary':
    case 'DropDictionary':
    case 'CreateFunction':
    case 'ReplaceFunction':
    case 'DropFunction':
      return { cost: 'metadata', hazards: [] };
    default:
      return action satisfies never;
  }
}
