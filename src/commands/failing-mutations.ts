import type { FailingMutation } from '../drivers/clickhouse/mutations.ts';
import { type Address, addressOf } from '../model/address.ts';
import type { Comparison } from './compare.ts';

/** UPDATE and DELETE change rows: the definition says what it did before, and every column can be read. */
const OF_ROWS = /^\W*(?:UPDATE|DELETE)\b/i;

/** The failing mutations of our tables that leave parts which do not hold what the definition says. */
export function failingOf({
  live,
  managed,
}: Pick<Comparison, 'live' | 'managed'>): readonly FailingMutation[] {
  const ours: ReadonlySet<Address> = new Set(managed.tables.map(({ address }) => address));
  return live.failing.filter(
    ({ database, table, command }) => ours.has(addressOf(database, table)) && !OF_ROWS.test(command),
  );
}

/** The way out, whether a migration is unfinished or not. */
export const KILL_HINT = 'migrate resume --kill-failed-mutation ends it and brings the column back';

/** What fails, without the server's reason, which may quote a value. */
export function failingName({ database, table, id, command }: FailingMutation): string {
  return `${addressOf(database, table)}: mutation ${id} ${command} keeps failing, and until it has ended the column may be unreadable`;
}

/** `shop.orders: mutation mutation_3.txt (MODIFY COLUMN total UInt64) keeps failing, …: Cannot parse …`. */
export function failingText(mutation: FailingMutation): string {
  return `${failingName(mutation)}: ${mutation.reason}`;
}

/** The same as a note, with the way out. */
export function failingNote(mutation: FailingMutation): string {
  return `${failingText(mutation)}\n  ${KILL_HINT}`;
}
