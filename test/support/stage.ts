import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isSeq } from 'yaml';
import { type ClickHouse, connectClickHouse } from '../../src/drivers/clickhouse/connection.ts';
import { emptyEmbeddedConfig } from '../../src/drivers/embedded/embedded-config.ts';
import { type EmbeddedServer, startEmbedded } from '../../src/drivers/embedded/embedded-server.ts';
import { findFreePorts } from '../../src/drivers/embedded/free-port.ts';
import { MIGRATION_FOLDER, readPlan } from '../../src/files/migration-files.ts';
import { hashRehearsed } from '../../src/model/hash.ts';
import type { ServerTarget } from '../../src/model/target.ts';
import { quoteString } from '../../src/model/tokens.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { type MigrationProject, migrationProject } from './migration-project.ts';
import { SHOP_AFTER, SHOP_BACKFILL, SHOP_BEFORE, SHOP_KEPT, SHOP_ROWS } from './shop.ts';

/** A run of the command line. */
export interface CliRun {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

/** A server of our own behind a proxy, a project with a plan for it, and the way back to where the plan begins. */
export interface Stage {
  readonly project: MigrationProject;
  readonly proxy: FaultProxy;
  /** With credentials, past the proxy. */
  readonly url: string;
  readonly proxyUrl: string;
  /** How many operations the plan holds. */
  readonly operations: number;
  /** The state that the plan begins with, rows included. */
  reset(): Promise<void>;
  /** Kills the server as a power cut does, and starts it again on the same folder and port. */
  killServer(): Promise<void>;
  cli(args: readonly string[], url: string): CliRun;
  /** Kills what still runs of these. */
  endRuns(): void;
  /** What of the rows is not as it must be in the end; empty when all is well. */
  wrongRows(): Promise<readonly string[]>;
  ask<Row>(sql: string): Promise<readonly Row[]>;
  /** Runs a statement in the database. */
  execute(sql: string): Promise<void>;
  /** Waits until a query has a row. */
  until(sql: string): Promise<void>;
  stop(): Promise<void>;
}

const DATABASE = 'shop';
const USER = { name: 'applier', password: 'appl1es', settings: {}, databases: null } as const;
const root = fileURLToPath(new URL('../..', import.meta.url));

function withUser(origin: string): string {
  return `${origin.replace('://', `://${USER.name}:${USER.password}@`)}/${DATABASE}`;
}

async function withServer<T>(target: ServerTarget, use: (clickhouse: ClickHouse) => Promise<T>): Promise<T> {
  const clickhouse = await connectClickHouse(target);
  try {
    return await use(clickhouse);
  } finally {
    await clickhouse.close();
  }
}

/** The statements that bring an empty database into the state it is in now. */
async function recipeOf(clickhouse: ClickHouse): Promise<readonly string[]> {
  const tables = await clickhouse.query<{ readonly text: string }>(
    `SELECT create_table_query AS text FROM system.tables WHERE database = '${DATABASE}' AND NOT startsWith(name, '_moose_migrate_lock') AND NOT startsWith(name, '_moose_migrate_journal') ORDER BY engine LIKE '%View', engine = 'MaterializedView', name`,
  );
  const [state] = await clickhouse.query<{ readonly value: string }>(
    `SELECT value FROM ${DATABASE}._moose_migrate_state ORDER BY written_at DESC, sequence DESC LIMIT 1`,
  );
  const kept = `INSERT INTO _moose_migrate_state (key, sequence, value) VALUES ('managed', 1, ${quoteString(state?.value ?? '')})`;
  return [...tables.map(({ text }) => text), kept, ...SHOP_ROWS];
}

/** The plan with the reviewer's operations at its end, and a receipt for them: rehearsing it each time anew is slow. */
async function makePlan(project: MigrationProject, url: string): Promise<number> {
  project.write('app/index.ts', SHOP_AFTER);
  await project.save(url, ['orders.note=remark']);
  project.editPlan((document) => {
    const operations = document.get('operations');
    if (isSeq(operations)) operations.items.push(...SHOP_BACKFILL.map((node) => document.createNode(node)));
  });
  const { plan } = await readPlan(join(project.directory, MIGRATION_FOLDER), DATABASE);
  project.editPlan((document) =>
    document.setIn(['plan', 'rehearsed', 'operations'], hashRehearsed(plan.operations)),
  );
  return plan.operations.length;
}

/** Starts everything. The command line must be built. */
export async function openStage(): Promise<Stage> {
  const bin = join(root, 'dist', 'bin', 'migrate.js');
  if (!existsSync(bin)) throw new Error('the command line is not built: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'moose-kill-'));
  const [port = 0] = await findFreePorts(1);
  const start = (): Promise<EmbeddedServer> =>
    startEmbedded({
      path: folder,
      databases: [DATABASE],
      config: { ...emptyEmbeddedConfig, users: [USER], httpPort: port },
    });
  let server = await start();
  const origin = `http://127.0.0.1:${port}`;
  const proxy = await startFaultProxy(origin);
  const target: ServerTarget = {
    kind: 'server',
    url: origin,
    database: DATABASE,
    username: USER.name,
    password: USER.password,
  };
  const project = migrationProject({ 'app/index.ts': SHOP_BEFORE });
  const url = withUser(origin);
  await project.save(url);
  const first = await project.apply(url);
  if (first.failure !== null) throw first.failure;
  const recipe = await withServer(target, recipeOf);
  const reset = async (): Promise<void> => {
    await withServer({ ...target, database: 'default' }, async (clickhouse) => {
      await clickhouse.execute(`DROP DATABASE IF EXISTS ${DATABASE} SYNC`);
      await clickhouse.execute(`CREATE DATABASE ${DATABASE} ENGINE = Atomic`);
    });
    await withServer(target, async (clickhouse) => {
      for (const statement of recipe) await clickhouse.execute(statement);
    });
  };
  await reset();
  const operations = await makePlan(project, url);
  const running = new Set<ChildProcess>();
  const ask = <Row>(sql: string): Promise<readonly Row[]> =>
    withServer(target, (clickhouse) => clickhouse.query<Row>(sql));
  return {
    project,
    proxy,
    url,
    proxyUrl: withUser(proxy.origin),
    operations,
    reset,
    async killServer() {
      await server.discard();
      proxy.hangUp();
      server = await start();
    },
    cli(args, targetUrl) {
      const run = runCli(bin, [...args, '--clickhouse-url', targetUrl, '--json'], project.directory);
      running.add(run.child);
      run.child.once('close', () => running.delete(run.child));
      return run;
    },
    endRuns() {
      for (const child of running) child.kill('SIGKILL');
    },
    async wrongRows() {
      const answers = await withServer(target, (clickhouse) =>
        Promise.all(
          Object.keys(SHOP_KEPT).map((sql) =>
            clickhouse
              .query<{ readonly kept: string }>(sql)
              .catch((error: Error) => [{ kept: error.message }]),
          ),
        ),
      );
      return Object.entries(SHOP_KEPT).flatMap(([sql, wanted], at) => {
        const kept = answers[at]?.[0]?.kept;
        return kept === wanted ? [] : [`${sql}: ${kept}, not ${wanted}`];
      });
    },
    ask,
    execute: (sql) => withServer(target, (clickhouse) => clickhouse.execute(sql)),
    async until(sql) {
      while ((await ask(sql)).length === 0) await sleep(50);
    },
    async stop() {
      await proxy.stop();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function runCli(bin: string, args: readonly string[], cwd: string): CliRun {
  const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const ended = new Promise<Awaited<CliRun['ended']>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended };
}
