import { type Key, MaterializedView, OlapTable, sql, type UInt64 } from 'moose-migrate';

interface Click {
  id: Key<UInt64>;
}

interface Next {
  id: Key<UInt64>;
  page: string;
}

export const drafts = new OlapTable<Next>('drafts', { orderByFields: ['id'] });
export const clicks = new OlapTable<Click>('clicks', { orderByFields: ['id'] });
export const seen = new OlapTable<Click>('seen', { orderByFields: ['id'] });
export const seeing = new MaterializedView<Click>({
  materializedViewName: 'seeing',
  selectStatement: sql.statement`SELECT id FROM clicks`,
  selectTables: [clicks],
  targetTable: seen,
});
