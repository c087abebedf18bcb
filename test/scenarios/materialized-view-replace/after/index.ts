import { type Key, MaterializedView, OlapTable, sql, type UInt64 } from 'moose-migrate';

interface Click {
  id: Key<UInt64>;
}

export const clicks = new OlapTable<Click>('clicks', { orderByFields: ['id'] });
export const seen = new OlapTable<Click>('seen', { orderByFields: ['id'] });
export const seeing = new MaterializedView<Click>({
  materializedViewName: 'seeing_odd',
  selectStatement: sql.statement`SELECT id FROM ${clicks} WHERE id % 2 = 1`,
  selectTables: [clicks],
  targetTable: seen,
});
