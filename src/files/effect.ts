import * as z from 'zod';
import { columnEffect } from '../facets/columns/definition.ts';
import { addConstraintEffect } from '../facets/tables/constraints.ts';
import { type Action, type Cost, type CostClass, HAZARDS, type Hazard } from '../model/operation.ts';

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
  .union([costClass, z.strictObject({ class: costClass, rows: size, bytes: size, parts: size })])
  .meta({ id: 'Cost' });

export const hazardsShape = z.array(z.enum(HAZARDS)).meta({ id: 'Hazards' });

export function costToFile(cost: Cost): string | Cost {
  return cost.rows === null && cost.bytes === null && cost.parts === null ? cost.class : cost;
}

export function costFromFile(file: z.infer<typeof costShape>): Cost {
  return typeof file === 'string' ? { class: file, rows: null, bytes: null, parts: null } : file;
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
    case 'DropTableColumn':
      return { cost: 'mutation', hazards: ['DELETES_DATA'] };
    case 'ModifyTableColumn':
      return columnEffect(action.before, action.after);
    case 'ModifyTableTtl':
      return { cost: 'metadata', hazards: action.after === null ? [] : ['EXPIRES_ROWS'] };
    case 'AddTableConstraint':
      return addConstraintEffect(action.constraint);
    case 'RawSql':
      return { cost: 'rewrite', hazards: ['UNCHECKED_SQL'] };
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
    case 'CreateTable':
    case 'RenameTable':
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
    case 'CreateMaterializedView':
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
