import { type Key, MaterializedView, OlapTable, sql, type UInt64 } from 'moose-migrate';

interface Click {
  id: Key<UInt64>;
}

interface Wide extends Click {
  twice: UInt64;
}

export const clicks = new OlapTable<Click>('clicks', { orderByFields: ['id'] });
export const wide = new OlapTable<Wide>('wide', { orderByFields: ['id'], version: '2' });
export const widening = new MaterializedView<Wide>({
  materializedViewName: 'widening_2',
  selectStatement: sql.statement`SELECT id, id * 2 AS twice FROM ${clicks}`,
  selectTables: [clicks],
  targetTable: wide,
});
