import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connectClickHouse } from '../drivers/clickhouse/connection.ts';
import { introspect, type LiveState } from '../drivers/clickhouse/introspect.ts';
import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import { emptyEmbeddedConfig } from '../drivers/embedded/embedded-config.ts';
import { embeddedServerTarget, startEmbedded } from '../drivers/embedded/embedded-server.ts';
import { findEngineFiles } from '../drivers/embedded/engine-files.ts';
import { noSurroundings, type Surroundings } from '../model/surroundings.ts';
import { timed } from '../timing.ts';
import { runWithin } from './run-statements.ts';
import type { Known } from './shadow-form.ts';
import { standInConfig } from './surroundings.ts';

/** An embedded ClickHouse without rows, on which definitions are judged. */
export interface Shadow extends Known {
  /** Runs statements that do not depend on each other; the answer has the server's error, or null, for each. */
  runAll(statements: readonly string[]): Promise<readonly (ServerError | null)[]>;
  read(databases: readonly string[]): Promise<LiveState>;
  query<Row>(sql: string, parameters?: Readonly<Record<string, unknown>>): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/**
 * The version of the installed engine package without starting it; null where `chdb` is not installed, or where
 * `MOOSE_SHADOW=off` asks to do without (on machines too small for a second ClickHouse).
 */
export function shadowVersion(): string | null {
  if (process.env.MOOSE_SHADOW === 'off') return null;
  const files = findEngineFiles();
  if (files === null) return null;
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(files.library), 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : null;
}

/** Why there is no shadow, and what would bring one. */
export function shadowAbsence(): string {
  return process.env.MOOSE_SHADOW === 'off'
    ? 'the embedded ClickHouse is switched off by MOOSE_SHADOW=off'
    : 'there is no embedded ClickHouse (npm install chdb ffi-rs)';
}

/** How a shadow is had; with surroundings, one that stands in for them. */
export type OpenShadow = (surroundings?: Surroundings) => Promise<Shadow>;

/**
 * Starts a shadow with these databases, and with stand-ins for what the target has around them. It can touch nothing outside
 * of its own folder. It must be closed.
 */
export async function openShadow(
  databases: readonly string[],
  surroundings: Surroundings = noSurroundings,
): Promise<Shadow> {
  const server = await startEmbedded({
    path: null,
    databases,
    config: { ...emptyEmbeddedConfig, ...standInConfig(surroundings), queryLog: false, isSealed: true },
  });
  try {
    const clickhouse = await connectClickHouse(embeddedServerTarget(server, databases[0] ?? 'default'));
    const known = await clickhouse.query<{ readonly name: string }>(
      'SELECT name FROM system.merge_tree_settings UNION ALL SELECT name FROM system.settings',
    );
    return {
      settings: new Set(known.map(({ name }) => name)),
      surroundings,
      runAll: (statements) =>
        timed(`shadow: ${statements.length} statements`, () => runWithin(clickhouse, statements)),
      read: (names) => timed('shadow: read', () => introspect(clickhouse, names)),
      query: (sql, parameters) => clickhouse.query(sql, parameters),
      async close() {
        await clickhouse.close();
        await server.discard();
      },
    };
  } catch (error) {
    await server.discard();
    throw error;
  }
}
