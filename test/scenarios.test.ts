import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { planText } from '../src/cli/show-plan.ts';
import type { Generated } from '../src/commands/generate.ts';
import type { ClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { connectClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { startEmbedded, type EmbeddedServer, embeddedServerTarget } from '../src/drivers/embedded/embedded-server.ts';
import { emptyEmbeddedConfig } from '../src/drivers/embedded/embedded-config.ts';
import { readSnapshotFile, reaches } from './support/simulated.ts';
import { DATABASE, golden, openScenarioProject, readScenario, type Scenario, type ScenarioProject } from './support/scenario.ts';
import { splitStatements } from './support/statements.ts';

const folder = fileURLToPath(new URL('./scenarios', import.meta.url));
const scenarios = readdirSync(folder).sort().map((name) => readScenario(join(folder, name)));

let server: EmbeddedServer;
let clickhouse: ClickHouse;
let url: string;

// Plans and their hashes name the database, so every scenario needs the same one: an engine of its own for this file.
beforeAll(async () => {
  server = await startEmbedded({ path: null, databases: [DATABASE], config: emptyEmbeddedConfig });
  const target = embeddedServerTarget(server, DATABASE);
  clickhouse = await connectClickHouse({ ...target, database: 'default' });
  url = `${server.url.replace('://', `://${encodeURIComponent(target.username)}:${encodeURIComponent(target.password)}@`)}/${DATABASE}`;
});

afterAll(async () => {
  await clickhouse.close();
  await server.stop();
});

async function rowsOf(tables: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const counts: [string, number][] = [];
  for (const table of tables) {
    const rows = await clickhouse.query<{ readonly rows: string | number }>(`SELECT count() AS rows FROM ${DATABASE}.\`${table}\``);
    counts.push([table, Number(rows[0]?.rows)]);
  }
  return Object.fromEntries(counts);
}

async function tablesWithRows(): Promise<readonly string[]> {
  const sql = `SELECT name FROM system.tables WHERE database = '${DATABASE}' AND total_rows > 0 AND NOT startsWith(name, '_moose') ORDER BY name`;
  return (await clickhouse.query<{ readonly name: string }>(sql)).map(({ name }) => name);
}

/** Brings the server into the scenario's first state, by our own migration or by the statements of schema.sql. */
async function establish(scenario: Scenario, project: ScenarioProject): Promise<void> {
  await clickhouse.execute(`DROP DATABASE IF EXISTS ${DATABASE} SYNC`);
  await clickhouse.execute(`CREATE DATABASE ${DATABASE} ENGINE = Atomic`);
  const schema = join(scenario.folder, 'before', 'schema.sql');
  if (existsSync(schema)) {
    for (const statement of splitStatements(readFileSync(schema, 'utf8'))) await clickhouse.execute(statement);
  } else {
    project.use('before');
    await project.generate({ save: true, approve: true });
    const applied = await project.apply();
    expect(applied.report.steps.filter(({ status }) => status !== 'done')).toEqual([]);
    const still = await project.generate();
    expect({ operations: still.plan.operations, refused: still.plan.refused }).toEqual({ operations: [], refused: [] });
  }
  for (const statement of scenario.rows) await clickhouse.execute(statement);
}

function expectGoldens(scenario: Scenario, project: ScenarioProject, generated: Generated): void {
  const sizes = / ?\[[^\]]*(rows|B)[^\]]*\]/g;
  const goldens = [
    golden(scenario, 'plan.yaml', withoutSizes(readFileSync(join(project.directory, 'migrations', 'plan.yaml'), 'utf8'))),
    golden(scenario, 'statements.sql', generated.steps.flatMap(({ statements }) => statements.map((statement) => `${statement};\n`)).join('')),
    golden(scenario, 'output.txt', `${planText(generated, pc.createColors(false), false).replace(sizes, '')}\n`),
  ];
  for (const { found, wanted } of goldens) expect(found).toBe(wanted);
}

/** Bytes on disk differ from machine to machine; what an operation costs in kind does not. */
function withoutSizes(plan: string): string {
  return plan.replace(/^(\s+)(bytes|parts): \d+$/gm, '$1$2: 0');
}

function editPlan(scenario: Scenario, project: ScenarioProject): void {
  if (scenario.operations === null) return;
  const file = join(project.directory, 'migrations', 'plan.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  document.set('operations', scenario.operations);
  writeFileSync(file, document.toString());
  expect(parse(readFileSync(file, 'utf8')).operations).toEqual(scenario.operations);
}

describe.each(scenarios.map((scenario) => [scenario.folder.slice(folder.length + 1), scenario] as const))('%s', (_, scenario) => {
  it(scenario.title, async () => {
    const project = openScenarioProject(scenario, url);
    try {
      await establish(scenario, project);
      const tables = await tablesWithRows();
      const before = await rowsOf(tables);
      project.use('after');
      const generated = await project.generate({ save: true });
      expectGoldens(scenario, project, generated);
      expect(generated.plan.refused.length > 0 ? 4 : 0).toBe(scenario.exit);
      if (scenario.exit === 4) {
        await expect(project.apply()).rejects.toMatchObject({ code: 'PLAN_REFUSED' });
        expect(await rowsOf(tables)).toEqual(before);
        return;
      }
      editPlan(scenario, project);
      if (scenario.operations === null) {
        const snapshots = join(project.directory, 'migrations');
        expect(await reaches(readSnapshotFile(snapshots, 'remote_state.json'), generated)).toEqual([]);
      }
      const applied = await project.apply();
      expect(applied.report.steps.flatMap(({ error }) => (error === null ? [] : [error.message]))).toEqual([]);
      expect(applied.remaining?.operations ?? []).toEqual([]);
      const again = await project.generate();
      expect({ operations: again.plan.operations, refused: again.plan.refused }).toEqual({ operations: [], refused: [] });
      const kept = tables.filter((table) => !scenario.loses.includes(table));
      const after = await rowsOf(kept);
      for (const table of kept) expect({ table, rows: after[table] }).toEqual({ table, rows: before[table] });
      for (const { query, answer } of scenario.check) {
        const rows = await clickhouse.query<Readonly<Record<string, unknown>>>(query);
        expect(rows.map((row) => Object.values(row).join('\t')).join('\n')).toBe(answer.trimEnd());
      }
    } finally {
      project.remove();
    }
  });
});

describe('the scenarios', () => {
  it('are at least forty', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(40);
  });
});
