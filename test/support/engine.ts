import { randomBytes } from 'node:crypto';
import { afterAll, describe, inject } from 'vitest';
import { type ClickHouse, connectClickHouse } from '../../src/drivers/clickhouse/connection.ts';
import type { ServerTarget } from '../../src/model/target.ts';
import type { SharedEngine } from './engine-setup.ts';

/** An Atomic database of a test's own, with a connection to it. Dropped when the test file ends. */
export interface FreshDatabase {
  readonly name: string;
  readonly target: ServerTarget;
  /** As `--clickhouse-url` takes it, credentials and database included. */
  readonly url: string;
  readonly clickhouse: ClickHouse;
  drop(): Promise<void>;
}

/** Like `describe`, but skipped where chdb is not installed. */
export const describeWithEngine: typeof describe.skip | typeof describe =
  inject('engine') === null ? describe.skip : describe;

/** The engine of this run. */
export function sharedEngine(): SharedEngine {
  const engine = inject('engine');
  if (engine === null)
    throw new Error('chdb is not installed: put tests that need it into describeWithEngine');
  return engine;
}

/** `http://user:password@127.0.0.1:PORT/database` of the shared engine. */
export function engineUrl(database = 'default'): string {
  const { url, username, password } = sharedEngine();
  return `${url.replace('://', `://${username}:${password}@`)}/${database}`;
}

/** The shared engine as a target of the driver. */
export function engineTarget(database = 'default'): ServerTarget {
  const { url, username, password } = sharedEngine();
  return { kind: 'server', url, database, username, password };
}

const made = new Set<FreshDatabase>();

/** Makes a database whose name begins with `prefix` and is used by nobody else. */
export async function freshDatabase(prefix: string): Promise<FreshDatabase> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  await withEngine((clickhouse) => clickhouse.execute(`CREATE DATABASE \`${name}\` ENGINE = Atomic`));
  const target = engineTarget(name);
  const clickhouse = await connectClickHouse(target);
  const database: FreshDatabase = {
    name,
    target,
    url: engineUrl(name),
    clickhouse,
    drop: async () => {
      made.delete(database);
      await clickhouse.close();
      await withEngine((engine) => engine.execute(`DROP DATABASE IF EXISTS \`${name}\``));
    },
  };
  made.add(database);
  return database;
}

async function withEngine(use: (clickhouse: ClickHouse) => Promise<void>): Promise<void> {
  const clickhouse = await connectClickHouse(engineTarget());
  try {
    await use(clickhouse);
  } finally {
    await clickhouse.close();
  }
}

afterAll(async () => {
  for (const database of [...made]) await database.drop();
});
