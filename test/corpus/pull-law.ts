import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '../../src/commands/generate.ts';
import { pull } from '../../src/commands/pull.ts';
import type { Talk } from '../../src/commands/talk.ts';
import { AppError } from '../../src/errors.ts';
import { QUIET_GENERATE } from '../support/generate-options.ts';
import type { CorpusServer } from './server.ts';

const SILENT: Talk = { phase: () => undefined, note: () => undefined };

/** What `moose db pull` made of a server, and what `moose migrate generate` then still wanted to do. */
export interface Pulled {
  /** Addresses of what was written. */
  readonly declared: readonly string[];
  /** Addresses of what was not, and why. */
  readonly leftOut: readonly { readonly address: string; readonly because: string }[];
  /** Operations and refusals of the plan made afterwards: none, or the law is broken. */
  readonly left: readonly string[];
}

function configOf(databases: readonly string[]): string {
  const [first = 'default', ...others] = databases;
  return [
    '[features]',
    'streaming_engine = false',
    '[clickhouse_config]',
    `db_name = ${JSON.stringify(first)}`,
    `additional_databases = ${JSON.stringify(others)}`,
    '',
  ].join('\n');
}

/** Pulls everything a server holds into a new project and plans from there, as a user would. */
export async function pullAndGenerate(server: CorpusServer, databases: readonly string[]): Promise<Pulled> {
  const cwd = mkdtempSync(join(tmpdir(), 'moose-corpus-'));
  try {
    writeFileSync(join(cwd, 'moose.config.toml'), configOf(databases));
    const common = {
      cwd,
      configFile: null,
      env: {},
      clickhouseUrl: server.url(databases[0] ?? 'default'),
      kafkaBrokers: null,
    };
    const written = await pull(
      {
        ...common,
        out: null,
        databases: [],
        force: false,
        include: [],
        exclude: [],
        lifeCycle: 'FULLY_MANAGED',
        layout: 'table',
      },
      SILENT,
    );
    const env = Object.fromEntries(written.variables.map((name) => [name, 'not the real one']));
    const { plan } = await generate(
      {
        ...common,
        ...QUIET_GENERATE,
        env,
      },
      SILENT,
    );
    return {
      declared: written.files.flatMap(({ addresses }) => addresses),
      leftOut: written.leftOut,
      left: [
        ...plan.operations.map(({ kind, because }) => `${kind} ${because}`),
        ...plan.refused.map(({ address, because }) => `refused ${address}: ${because}`),
      ],
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const problems = error.problems.map(({ message }) => message);
    return { declared: [], leftOut: [], left: [`${error.code}: ${error.message}`, ...problems] };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
