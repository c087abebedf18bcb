import { describe, expect, it } from 'vitest';
import type { InfraMap } from '../src/model/infra-map.ts';
import type { Withheld } from '../src/model/operation.ts';
import { plainColumn } from '../src/model/table.ts';
import { mismatchesOf } from '../src/rehearse/reached.ts';
import { mapWith, plainTable } from './support/plain-objects.ts';

/** A protected table whose column `amount` has this type, with further columns. */
function ledger(amount: string, ...more: readonly string[]): InfraMap {
  const columns = [plainColumn('id', 'UInt64'), plainColumn('amount', amount)];
  const further = more.map((name) => plainColumn(name, 'UInt8'));
  return mapWith({
    tables: [plainTable('ledger', [...columns, ...further], { lifeCycle: 'DELETION_PROTECTED' })],
  });
}

describe('what a plan leaves on a protected object', () => {
  const desired = { declared: ledger('UInt32'), canonical: ledger('UInt32') };
  const withheld: readonly Withheld[] = [
    { address: 'shop.ledger/column/amount', change: 'modify column amount', because: 'DELETION_PROTECTED' },
  ];
  const left = (reached: InfraMap) =>
    mismatchesOf(reached, desired, { refused: [], withheld }).map(({ address }) => address);

  it('is as declared where only that is missing which the plan says it withholds', () => {
    expect(left(ledger('UInt64'))).toEqual([]);
  });

  it('is not where the plan also brings a column that the life cycle then keeps', () => {
    expect(left(ledger('UInt64', 'extra'))).toEqual(['shop.ledger']);
  });
});
