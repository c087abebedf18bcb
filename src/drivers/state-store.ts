import * as z from 'zod';
import { compareAddresses } from '../model/address.ts';
import type { SqlResource } from '../model/infra-map.ts';
import { LIFE_CYCLES, type LifeCycle } from '../model/life-cycle.ts';
import { quoteString } from '../model/tokens.ts';
import type { ClickHouse } from './clickhouse/connection.ts';
import type { OwnTables } from './own-tables.ts';
import { OWN_WRITE } from './own-write.ts';

/** What we manage on a target: it tells an object that left the code from one that was never ours. */
export interface StoredState {
  readonly objects: ReadonlyMap<string, LifeCycle>;
  readonly sqlResources: readonly SqlResource[];
  /** Id of the Kafka cluster that the topics among the objects are on; null without any, and where the brokers tell none. */
  readonly kafkaCluster: string | null;
}

/** Where the state of a target is kept. */
export interface StateStore {
  /** The last state; empty where nothing was ever stored. Changes nothing. */
  read(): Promise<StoredState>;
  /** Stores a new state; creates what it needs for that. */
  write(state: StoredState): Promise<void>;
}

const SHAPE = z.object({
  schema_version: z.literal(1),
  kafka_cluster: z.string().nullable().default(null),
  objects: z.record(z.string(), z.enum(LIFE_CYCLES)),
  sql_resources: z.array(
    z.object({
      name: z.string(),
      setup: z.array(z.string()),
      teardown: z.array(z.string()),
      pulls_from: z.array(z.string()),
      pushes_to: z.array(z.string()),
    }),
  ),
});

/** The state as one JSON text; the same state gives the same text. */
export function printState(state: StoredState): string {
  const objects = Object.fromEntries([...state.objects].sort(([a], [b]) => compareAddresses(a, b)));
  const resources = state.sqlResources.map(({ name, setup, teardown, pullsFrom, pushesTo }) => ({
    name,
    setup,
    teardown,
    pulls_from: pullsFrom,
    pushes_to: pushesTo,
  }));
  const cluster = state.kafkaCluster === null ? {} : { kafka_cluster: state.kafkaCluster };
  return JSON.stringify({ schema_version: 1, ...cluster, objects, sql_resources: resources });
}

/** Reads that text. Throws what zod says for a text of another shape. */
export function parseState(text: string): StoredState {
  const { objects, sql_resources, kafka_cluster } = SHAPE.parse(JSON.parse(text));
  return {
    kafkaCluster: kafka_cluster,
    objects: new Map(Object.entries(objects)),
    sqlResources: sql_resources.map((resource) => ({
      address: `sql/${resource.name}`,
      name: resource.name,
      setup: resource.setup,
      teardown: resource.teardown,
      pullsFrom: resource.pulls_from,
      pushesTo: resource.pushes_to,
      source: null,
    })),
  };
}

export const EMPTY_STATE: StoredState = { objects: new Map(), sqlResources: [], kafkaCluster: null };

const TABLE = '_moose_migrate_state';

/**
 * Keeps the state in a table of the target's own database: append only, the newest row counts. Needs no Keeper and no Redis.
 * @param project which of several projects in that database; null where there is one
 */
export function clickHouseStateStore(
  clickhouse: ClickHouse,
  tables: OwnTables,
  project: string | null,
): StateStore {
  const table = tables.address(TABLE);
  const key = project === null ? 'managed' : `managed/${project}`;
  return {
    async read() {
      if ((await tables.versionOf(TABLE)) === null) return EMPTY_STATE;
      await tables.catchUp(TABLE);
      // Not by the time: clocks are set back, and those of two replicas differ.
      const rows = await clickhouse.query<{ readonly value: string }>(
        `SELECT value FROM ${table} WHERE key = {key:String} ORDER BY sequence DESC, written_at DESC LIMIT 1`,
        { key },
      );
      return rows[0] === undefined ? EMPTY_STATE : parseState(rows[0].value);
    },
    async write(state) {
      await tables.prepare(TABLE);
      await clickhouse.execute(
        `INSERT INTO ${table} (key, sequence, value) SELECT ${quoteString(key)}, (SELECT max(sequence) + 1 FROM ${table}), ${quoteString(printState(state))}`,
        { settings: OWN_WRITE },
      );
    },
  };
}
