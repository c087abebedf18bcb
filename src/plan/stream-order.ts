import { addressOf } from '../model/address.ts';
import { stableJson } from '../model/hash.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import type { TopicSchema } from '../model/subject.ts';
import { topicAddress } from '../model/topic.ts';

/** The fields of a JSON Schema of rows, each as one text; null for a schema of another form. */
function fieldsOf({ text }: TopicSchema): ReadonlyMap<string, string> | null {
  try {
    const schema: unknown = JSON.parse(text);
    if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return null;
    return new Map(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, stableJson(field)]));
  } catch {
    return null;
  }
}

/** True for the registration of a schema that has fewer fields, and nothing else of the one before: producers give something up. */
export function onlyTakesAway(operation: Operation): boolean {
  if (operation.kind !== 'RegisterTopicSchema' || operation.before === null) return false;
  const [before, after] = [fieldsOf(operation.before), fieldsOf(operation.after)];
  if (before === null || after === null || after.size >= before.size) return false;
  return [...after].every(([name, field]) => before.get(name) === field);
}

/** The tables that streams feed whose schema gets something new, after its column; it may give something up at the same time. */
function tablesOfNewSchemas(operations: readonly Operation[], { topics }: InfraMap): ReadonlySet<string> {
  const changed = new Set(
    operations.flatMap((operation) =>
      operation.kind === 'RegisterTopicSchema' && !onlyTakesAway(operation)
        ? [topicAddress(operation.target.name)]
        : [],
    ),
  );
  return new Set(
    topics.flatMap(({ address, destination }) =>
      destination !== null && changed.has(address) ? [destination] : [],
    ),
  );
}

/** Whether a stream that is there is to feed a table that is made now; which one it feeds until then, no server knows. */
function movesStreams(operations: readonly Operation[], live: InfraMap, desired: InfraMap): boolean {
  const made = new Set(
    operations.flatMap(({ kind, target }) =>
      kind === 'CreateTable' ? [addressOf(target.database, target.name)] : [],
    ),
  );
  const there = new Set(live.topics.map(({ address }) => address));
  return desired.topics.some(
    ({ address, destination }) => destination !== null && made.has(destination) && there.has(address),
  );
}

/**
 * The drops that wait for streams: of columns, until producers have given up the fields by a new schema; of tables, until the
 * one that takes a stream's messages instead is there.
 *
 * @param live the managed state before
 * @param desired the state after, which knows the destinations
 */
export function dropsAfterStreams(
  operations: readonly Operation[],
  live: InfraMap,
  desired: InfraMap,
): ReadonlySet<Operation> {
  const fed = tablesOfNewSchemas(operations, desired);
  const isMoving = movesStreams(operations, live, desired);
  return new Set(
    operations.filter(({ kind, target }) => {
      if (kind === 'DropTable') return isMoving;
      return kind === 'DropTableColumn' && fed.has(addressOf(target.database, target.name));
    }),
  );
}
