import { type Key, MaterializedView, OlapTable, sql, type UInt64 } from 'moose-migrate';

interface Click {
  id: Key<UInt64>;
}

export const clicks = new OlapTable<Click>('clicks', { orderByFields: ['id'] });
export const wide = new OlapTable<Click>('wide', { orderByFields: ['id'], version: '1' });
export const widening = new MaterializedView<Click>({
  materializedViewName: 'widening',
  selectStatement: sql.statement`SELECT id FROM ${clicks}`,
  selectTables: [clicks],
  targetTable: wide,
});
