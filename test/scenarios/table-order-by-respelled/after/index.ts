import { type DateTime, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: UInt64;
  at: DateTime;
  n: UInt64;
  cattle_count: UInt64;
}

export const one = new OlapTable<Visit>('one', {
  orderByExpression: 'tuple(id,toDate(at))',
  partitionBy: '(toYYYYMM(at), n)',
});
export const two = new OlapTable<Visit>('two', {
  orderByExpression: '( id , toDate(at) )',
  partitionBy: "date_trunc( 'month' , at )",
});
export const three = new OlapTable<Visit>('three', { orderByFields: ['id'], partitionBy: 'toYYYYMM(at)' });
export const four = new OlapTable<Visit>('four', {
  orderByExpression: '(id, n)',
  primaryKeyExpression: 'id',
});
export const five = new OlapTable<Visit>('five');
export const six = new OlapTable<Visit>('six', {
  orderByExpression: '(id, intHash32(n))',
  sampleByExpression: 'intHash32(n)',
});
export const seven = new OlapTable<Visit>('seven', {
  orderByExpression: '(`cattle_count` DESC, `id`)',
  settings: { allow_experimental_reverse_key: '1' },
});
export const eight = new OlapTable<Visit>('eight', { orderByExpression: 'tuple(id)' });
