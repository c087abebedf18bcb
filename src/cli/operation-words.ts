import { addressOf } from '../model/address.ts';
import { isTopicOperation, type Operation } from '../model/operation.ts';
import { type Description, describeOperation } from '../plan/describe.ts';

/** The name of the object that an operation changes, as all messages write it: `local.orders`. */
export function targetName(operation: Operation): string {
  const { target } = operation;
  if (isTopicOperation(operation)) return target.name;
  // A function is in no database.
  return target.database === '' ? target.name : addressOf(target.database, target.name);
}

/** What comes, goes or changes as a whole, with its name behind the noun: `Materialized view local.daily -> local.totals`. */
export function objectTitle(operation: Operation, { text }: Description, name: string): string {
  if (operation.kind === 'RawSql') return text;
  const [, noun = '', rest = ''] = /^(Materialized view|\w+)(.*)$/s.exec(text) ?? [];
  return `${noun} ${name}${rest}`;
}

/** An operation in one line: `+ Table local.orders`, `~ local.orders: column total: UInt32 -> UInt64`. */
export function operationLine(operation: Operation): string {
  const description = describeOperation(operation);
  const { sign, of, text } = description;
  const name = targetName(operation);
  return of === 'object'
    ? `${sign} ${objectTitle(operation, description, name)}`
    : `${sign} ${name}: ${text}`;
}
