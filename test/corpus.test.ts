import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type ClickHouse, connectClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { emptyEmbeddedConfig } from '../src/drivers/embedded/embedded-config.ts';
import {
  type EmbeddedServer,
  embeddedServerTarget,
  startEmbedded,
} from '../src/drivers/embedded/embedded-server.ts';
import { type Judged, judgeObjects } from './corpus/round-trip.ts';
import { type CorpusFile, databasesIn, statementsOf } from './corpus/statements.ts';
import { sharedEngine } from './support/engine.ts';

const folder = process.env.MOOSE_CORPORA ?? fileURLToPath(new URL('../../shared/corpora', import.meta.url));
const hasCorpora = existsSync(folder);
const corpora = hasCorpora
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
  : [];
if (!hasCorpora)
  console.warn(
    '\nThe corpora of real schemas are not here (MOOSE_CORPORA names their folder): THE CORPUS TESTS ARE SKIPPED.\n',
  );

/** Of the objects that the engine accepts, how many must come back exactly. */
const THRESHOLD = 0.995;

function readCorpus(name: string): readonly CorpusFile[] {
  const lines = readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as CorpusFile);
}

interface Server {
  readonly server: EmbeddedServer;
  readonly clickhouse: ClickHouse;
}

async function openServer(database: string): Promise<Server> {
  const server = await startEmbedded({ path: null, databases: [database], config: emptyEmbeddedConfig });
  return { server, clickhouse: await connectClickHouse(embeddedServerTarget(server, database)) };
}

/** Words of statements that would leave this machine or change users: not run. */
const NOT_RUN =
  /^\s*(GRANT|REVOKE|CREATE\s+(USER|ROLE|QUOTA|ROW|SETTINGS)|ALTER\s+(USER|ROLE|QUOTA|ROW|SETTINGS)|DROP\s+(USER|ROLE|QUOTA|ROW)|SYSTEM|KILL|BACKUP|RESTORE|OPTIMIZE|INSERT|SELECT|WITH|CHECK|SET|USE|EXPLAIN|SHOW|DESC)/i;

async function load(
  clickhouse: ClickHouse,
  statements: readonly string[],
  databases: Set<string>,
): Promise<number> {
  let accepted = 0;
  for (const statement of statements) {
    if (NOT_RUN.test(statement)) continue;
    for (const database of databasesIn(statement)) {
      if (databases.has(database)) continue;
      const error = await clickhouse
        .execute(`CREATE DATABASE IF NOT EXISTS \`${database}\` ENGINE = Atomic`)
        .catch((reason: unknown) => reason);
      if (error === undefined) databases.add(database);
    }
    const failed = await clickhouse
      .execute(statement, { settings: { max_execution_time: 20 } })
      .catch((reason: unknown) => reason);
    if (failed === undefined) accepted += 1;
    else if (process.env.CORPUS_REFUSED === '1') console.info(String(failed).slice(0, 300));
  }
  return accepted;
}

const table: {
  readonly corpus: string;
  readonly statements: number;
  readonly objects: number;
  readonly same: number;
  readonly differs: number;
  readonly notUnderstood: number;
}[] = [];
const named: string[] = [];

function count(corpus: string, statements: number, judged: readonly Judged[]): void {
  const of = (is: Judged['verdict']['is']): number =>
    judged.filter(({ verdict }) => verdict.is === is).length;
  table.push({
    corpus,
    statements,
    objects: judged.length,
    same: of('same'),
    differs: of('differs'),
    notUnderstood: of('not-understood'),
  });
  for (const { address, verdict } of judged)
    if (verdict.is !== 'same') named.push(`${corpus} ${address}: ${verdict.is}: ${verdict.reason}`);
}

/** Takes away what a file made, so that the next one finds its names free. */
async function clear(clickhouse: ClickHouse, databases: ReadonlySet<string>): Promise<void> {
  const sql =
    "SELECT database, name FROM system.tables WHERE database IN {databases:Array(String)} AND NOT startsWith(name, '.inner')";
  const rows = await clickhouse.query<{ readonly database: string; readonly name: string }>(sql, {
    databases: [...databases],
  });
  for (const { database, name } of rows)
    await clickhouse.execute(`DROP TABLE IF EXISTS \`${database}\`.\`${name}\` SYNC`).catch(() => undefined);
}

/** A file that stands alone gets a database of its own; migrations build on each other. */
const STAND_ALONE = new Set(['clickhouse-sql-parser.jsonl']);

describe.skipIf(!hasCorpora)('corpus', () => {
  it.each(corpora)(
    '%s comes back as it is',
    async (name) => {
      sharedEngine();
      const database = basename(name, '.jsonl').replace(/\W/g, '_');
      const judged = new Map<string, Judged>();
      const files = readCorpus(name);
      let statementsRun = 0;
      const { server, clickhouse } = await openServer(database);
      try {
        const databases = new Set([database]);
        for (const [at, file] of files.entries()) {
          const statements = statementsOf(file, database);
          const accepted = await load(clickhouse, statements, databases);
          statementsRun += accepted;
          // What a file makes the next ones may change or drop: judged in between, each text once.
          const isDue = STAND_ALONE.has(name) ? accepted > 0 : at % 5 === 4;
          if (!isDue && at !== files.length - 1) continue;
          for (const object of await judgeObjects(clickhouse, [...databases]))
            judged.set(object.text, object);
          if (STAND_ALONE.has(name)) await clear(clickhouse, databases);
        }
      } finally {
        await clickhouse.close();
        await server.stop();
      }
      count(name, statementsRun, [...judged.values()]);
      expect(judged.size).toBeGreaterThan(0);
    },
    300_000,
  );

  it(`reaches ${THRESHOLD * 100} % over all of them, and names the rest`, () => {
    const objects = table.reduce((sum, row) => sum + row.objects, 0);
    const same = table.reduce((sum, row) => sum + row.same, 0);
    const differs = table.reduce((sum, row) => sum + row.differs, 0);
    expect({ differs, named: named.filter((line) => line.includes(': differs: ')) }).toEqual({
      differs: 0,
      named: [],
    });
    expect(same / objects).toBeGreaterThanOrEqual(THRESHOLD);
  });

  afterAll(() => {
    console.table(table);
    if (named.length > 0) console.info(named.join('\n'));
  });
});
