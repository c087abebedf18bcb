import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { expect } from 'vitest';
import { parseDocument } from 'yaml';
import { planText } from '../../src/cli/show-plan.ts';
import type { Applied } from '../../src/commands/apply.ts';
import type { Generated } from '../../src/commands/generate.ts';
import { unsaidHazards } from '../../src/commands/unsaid-hazards.ts';
import { stepsOf } from '../../src/ddl/steps.ts';
import { introspect } from '../../src/drivers/clickhouse/introspect.ts';
import { parsePlan } from '../../src/files/plan.ts';
import type { Hazard, Operation, Plan } from '../../src/model/operation.ts';
import { protectionFaults } from '../../src/plan/protection.ts';
import { walkFaults } from '../../src/plan/walk-faults.ts';
import { DATABASE, golden, type Scenario, type ScenarioProject } from './scenario.ts';
import {
  definitionsOf,
  namedByHand,
  rowCounts,
  tablesMutated,
  tablesReplaced,
  tablesToMutate,
  textsOf,
  valuesChanged,
} from './scenario-proofs.ts';
import type { ScenarioServer, Seen } from './scenario-server.ts';
import { readSnapshotFile, type Simulator } from './simulated.ts';
import { splitStatements } from './statements.ts';

/** What every scenario of a test file plays on. */
export interface Stage {
  readonly server: ScenarioServer;
  readonly simulator: Simulator;
}

/** Brings the server into the scenario's first state and answers the statements that did it. */
async function establish(
  stage: Stage,
  scenario: Scenario,
  project: ScenarioProject,
): Promise<readonly string[]> {
  const schema = join(scenario.folder, 'before', 'schema.sql');
  if (existsSync(schema)) {
    const statements = splitStatements(readFileSync(schema, 'utf8'));
    for (const statement of statements) await stage.server.clickhouse.execute(statement);
    return statements;
  }
  project.use('before');
  const generated = await project.generate({ save: true, approve: true });
  const applied = await project.apply([]);
  expect(applied.report.steps.filter(({ status }) => status !== 'done')).toEqual([]);
  expectReached(applied);
  return generated.steps.flatMap(({ statements }) => statements);
}

/** The live state, read again and compared with the code, asks for nothing more. */
function expectReached({ remaining }: Applied): void {
  expect({ operations: remaining?.operations, refused: remaining?.refused }).toEqual({
    operations: [],
    refused: [],
  });
}

/** **still**: a state against itself plans nothing. */
async function expectNothingLeft(project: ScenarioProject): Promise<void> {
  const { plan } = await project.generate();
  expect({ operations: plan.operations, refused: plan.refused }).toEqual({ operations: [], refused: [] });
}

/** The plan as apply will read it: of the file, with the operations of the scenario's reviewer if it has one. */
function reviewed(scenario: Scenario, project: ScenarioProject): Plan {
  const file = join(project.migrations, 'plan.yaml');
  if (scenario.operations !== null) {
    const document = parseDocument(readFileSync(file, 'utf8'));
    document.set('operations', scenario.operations);
    writeFileSync(file, document.toString());
  }
  const base = readSnapshotFile(project.migrations, 'remote_state.json');
  return parsePlan(readFileSync(file, 'utf8'), 'plan.yaml', { database: DATABASE, base }).plan;
}

/** **golden**: the files and the output are, byte for byte, those that were reviewed. */
function expectGoldens(scenario: Scenario, project: ScenarioProject, generated: Generated): void {
  const plan = readFileSync(join(project.migrations, 'plan.yaml'), 'utf8');
  const output = planText(generated, pc.createColors(false), false);
  // Bytes and parts differ from machine to machine; what an operation costs in kind and rows does not.
  const goldens = [
    golden(scenario, 'plan.yaml', plan.replace(/^(\s+)(bytes|parts|seconds): \d+$/gm, '$1$2: 0')),
    golden(
      scenario,
      'statements.sql',
      generated.steps.flatMap(({ statements }) => statements.map((statement) => `${statement};\n`)).join(''),
    ),
    golden(scenario, 'output.txt', `${output.replace(/\b\d+(\.\d)? (B|[KMG]iB)\b/g, '… B')}\n`),
  ];
  for (const { found, wanted } of goldens) expect(found).toBe(wanted);
}

/** A plan with refusals changes nothing at all. */
async function expectRefused(
  stage: Stage,
  project: ScenarioProject,
  allow: readonly Hazard[],
  before: Seen,
): Promise<void> {
  await expect(project.apply(allow)).rejects.toMatchObject({ code: 'PLAN_REFUSED' });
  expect(await stage.server.look()).toEqual(before);
}

/** A hazard that nobody has allowed stops the plan before its first statement. */
async function expectAsked(
  stage: Stage,
  project: ScenarioProject,
  allow: readonly Hazard[],
  plan: Plan,
  before: Seen,
): Promise<void> {
  const hazards = new Set(plan.operations.flatMap((operation) => operation.hazards));
  expect([...hazards].sort()).toEqual([...allow].sort());
  if (allow.length === 0) return;
  await expect(project.apply(allow.slice(1))).rejects.toMatchObject({ code: 'HAZARD_NOT_ALLOWED' });
  expect(await stage.server.look()).toEqual(before);
}

/** **kept**: no table is replaced, rows and untouched values are those of before, and what is not ours is as it was. */
function expectKept(scenario: Scenario, { plan, unmanaged }: Generated, before: Seen, after: Seen): void {
  expect(tablesReplaced(before, after)).toEqual([]);
  const counts = rowCounts(before, after);
  const changed = counts.filter((count) => count.before !== count.after).map(({ table }) => table);
  expect(changed.sort()).toEqual([...scenario.loses].sort());
  expect(valuesChanged(before, after, scenario.loses)).toEqual([]);
  const theirs = unmanaged.filter((address) => !namedByHand(plan.operations, address));
  expect(textsOf(after, theirs)).toEqual(textsOf(before, theirs));
}

/** The cost that the plan foretold, on tables with rows: a mutation is started where it says so, and nowhere else. */
function expectForetold(operations: readonly Operation[], before: Seen, after: Seen): void {
  const wanted = tablesToMutate(operations);
  const mutated = tablesMutated(before, after);
  if (wanted === null) expect(mutated).not.toEqual([]);
  else expect(mutated).toEqual(wanted);
}

/** The same statements on the same tables without rows: the same end, and mutations where the plan foretold them. */
async function expectSameWithoutRows(
  stage: Stage,
  setUp: readonly string[],
  plan: Plan,
  withRows: Seen,
): Promise<void> {
  await stage.server.reset();
  for (const statement of setUp) await stage.server.clickhouse.execute(statement);
  const before = await stage.server.look();
  const settings = { mutations_sync: 1, alter_sync: 1 };
  for (const step of stepsOf(plan.operations))
    for (const statement of step.statements) await stage.server.clickhouse.execute(statement, { settings });
  const after = await stage.server.look();
  expect(definitionsOf(after)).toEqual(definitionsOf(withRows));
  expectForetold(plan.operations, before, after);
}

async function expectAnswers(stage: Stage, scenario: Scenario): Promise<void> {
  for (const { query, answer } of scenario.check) {
    const rows = await stage.server.clickhouse.query<Readonly<Record<string, unknown>>>(query);
    expect({ query, answer: rows.map((row) => Object.values(row).join('\t')).join('\n') }).toEqual({
      query,
      answer,
    });
  }
}

/** **simulated**: the pure model reaches what the code declares. */
async function expectSimulated(stage: Stage, project: ScenarioProject, generated: Generated): Promise<void> {
  const unmanaged = new Set(generated.unmanaged);
  const { objects } = await introspect(stage.server.clickhouse, [DATABASE]);
  const left = await stage.simulator.left(generated, {
    before: readSnapshotFile(project.migrations, 'remote_state.json'),
    undeclared: objects.filter(({ address }) => unmanaged.has(address)),
    ignored: await project.ignored(),
  });
  expect(left).toEqual([]);
}

/** **on paper**: nothing that `migrate check` looks for before it rehearses is found in a plan as it was made. */
function expectMeant(project: ScenarioProject, { plan }: Generated): void {
  const base = readSnapshotFile(project.migrations, 'remote_state.json');
  const desired = readSnapshotFile(project.migrations, 'local_infra_map.json');
  expect({
    walk: walkFaults(plan.operations, base),
    protection: protectionFaults(plan.operations, [base, desired]),
    unsaid: unsaidHazards(plan.operations, [base, desired], base),
  }).toEqual({ walk: [], protection: [], unsaid: [] });
}

/** Plays a scenario with all its proofs: the five of the house design, the hazards asked for and the cost foretold. */
export async function play(stage: Stage, scenario: Scenario, project: ScenarioProject): Promise<void> {
  await stage.server.reset();
  const setUp = await establish(stage, scenario, project);
  for (const statement of scenario.rows) await stage.server.clickhouse.execute(statement);
  const before = await stage.server.look();
  project.use('after');
  const made = await project.generate({ save: true });
  expectMeant(project, made);
  const plan = reviewed(scenario, project);
  const generated = { ...made, plan, steps: stepsOf(plan.operations) };
  expectGoldens(scenario, project, generated);
  expect(plan.refused.length > 0 ? 4 : 0).toBe(scenario.exit);
  if (scenario.exit === 4) return expectRefused(stage, project, scenario.allow, before);
  await expectSimulated(stage, project, generated);
  await expectAsked(stage, project, scenario.allow, plan, before);
  // **real**: the plan runs, and what is then read from the server is what the code declares.
  const applied = await project.apply(scenario.allow);
  expect(applied.report.steps.flatMap(({ error }) => (error === null ? [] : [error.message]))).toEqual([]);
  expectReached(applied);
  await expectNothingLeft(project);
  const after = await stage.server.look();
  expectKept(scenario, generated, before, after);
  expectForetold(plan.operations, before, after);
  for (const statement of scenario.afterwards) await stage.server.clickhouse.execute(statement);
  await expectAnswers(stage, scenario);
  await expectSameWithoutRows(stage, setUp, plan, after);
}
