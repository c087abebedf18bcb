import { OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: UInt64;
  hash: UInt64;
}

const sorted = { orderByExpression: '(id, intHash32(hash))' } as const;

export const added = new OlapTable<Visit>('added', { ...sorted, sampleByExpression: 'intHash32(hash)' });
export const changed = new OlapTable<Visit>('changed', { ...sorted, sampleByExpression: 'intHash32(hash)' });
export const removed = new OlapTable<Visit>('removed', sorted);
