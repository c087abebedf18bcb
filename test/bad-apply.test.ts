import { readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyEmbeddedConfig } from '../src/drivers/embedded/embedded-config.ts';
import { type EmbeddedServer, startEmbedded } from '../src/drivers/embedded/embedded-server.ts';
import { describeWithEngine } from './support/engine.ts';
import { startFaultProxy } from './support/fault-proxy.ts';
import { type MigrationProject, migrationProject } from './support/migration-project.ts';

const CODE = `import { type Key, OlapTable } from 'moose-migrate';
interface Order { id: Key<number>; buyer: string }
export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
`;

interface Case {
  readonly called: string;
  readonly spoil: (plan: string) => void;
  readonly code: string;
  readonly words: RegExp;
}

const rewrite = (change: (text: string) => string | Buffer) => (plan: string) =>
  writeFileSync(plan, change(readFileSync(plan, 'utf8')));

const CASES: readonly Case[] = [
  {
    called: 'cut off in the middle of a line',
    spoil: rewrite((text) => text.slice(0, Math.floor(text.length * 0.7))),
    code: 'FILE_INVALID',
    words: /cut off/,
  },
  {
    called: 'edited to name no operation there is',
    spoil: rewrite((text) => text.replace('CreateTable:', 'CreatTable:')),
    code: 'FILE_INVALID',
    words: /CreateTable/,
  },
  {
    called: 'edited to lead somewhere else',
    spoil: rewrite((text) => text.replace('name: buyer', 'name: bidder')),
    code: 'REHEARSAL_FAILED',
    words: /./,
  },
  {
    called: 'of 60 MB',
    spoil: (plan) => truncateSync(plan, 60 * 1024 * 1024),
    code: 'FILE_INVALID',
    words: /60 MB/,
  },
  {
    called: 'of 49 MB, nearly all of it blanks',
    spoil: rewrite((text) => `${text}${`${' '.repeat(1023)}\n`.repeat(49 * 1024)}`),
    code: '',
    words: /^$/,
  },
  {
    called: 'binary',
    spoil: rewrite(() => Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2])),
    code: 'FILE_INVALID',
    words: /binary/,
  },
  {
    called: 'a link into nowhere',
    spoil: (plan) => {
      rmSync(plan);
      symlinkSync('nowhere', plan);
    },
    code: 'FILE_MISSING',
    words: /does not exist/,
  },
  {
    called: 'a link to a device',
    spoil: (plan) => {
      rmSync(plan);
      symlinkSync('/dev/zero', plan);
    },
    code: 'FILE_INVALID',
    words: /regular file/,
  },
];

describeWithEngine('apply is given', () => {
  let server: EmbeddedServer;
  let project: MigrationProject;
  let plan: string;
  let text: string;
  const reader = { name: 'reader', password: 'r3ader', settings: { readonly: '1' }, databases: null };

  const urlFor = (user: string, password: string, database = 'shop', origin = server.url): string =>
    `${origin.replace('://', `://${user}:${password}@`)}/${database}`;
  const url = (): string => urlFor(server.username, server.password);

  /** Every object of the server, the tool's own tables too; but for the lock, which is taken and given back. */
  async function objects(): Promise<readonly unknown[]> {
    const { connectClickHouse } = await import('../src/drivers/clickhouse/connection.ts');
    const { embeddedServerTarget } = await import('../src/drivers/embedded/embedded-server.ts');
    const clickhouse = await connectClickHouse(embeddedServerTarget(server, 'shop'));
    const rows = await clickhouse.query(
      "SELECT database, name, create_table_query FROM system.tables WHERE database IN ('shop', 'store') AND NOT startsWith(name, '_moose_migrate_lock') ORDER BY ALL",
    );
    await clickhouse.close();
    return rows;
  }

  beforeAll(async () => {
    const config = { ...emptyEmbeddedConfig, users: [reader] };
    server = await startEmbedded({ path: null, databases: ['shop', 'store'], config });
    project = migrationProject({ 'app/index.ts': CODE });
    await project.save(url());
    plan = join(project.directory, 'migrations', 'plan.yaml');
    text = readFileSync(plan, 'utf8');
  });
  afterAll(() => server.stop());

  async function refusal(target: string): Promise<unknown> {
    const before = await objects();
    const thrown = await project.apply(target).then(
      () => null,
      (error: unknown) => error,
    );
    const leftovers = JSON.stringify(await objects()) !== JSON.stringify(before);
    return { thrown, hasChanged: leftovers };
  }

  it.each(CASES.filter(({ code }) => code !== ''))(
    'a plan that is $called: $code',
    async ({ spoil, code, words }) => {
      spoil(plan);
      const found = await refusal(url());
      rmSync(plan, { force: true });
      writeFileSync(plan, text);
      expect(found).toMatchObject({ thrown: { code }, hasChanged: false });
      const { thrown } = found as { readonly thrown: Error & { readonly problems: readonly Error[] } };
      expect([thrown.message, ...thrown.problems.map(({ message }) => message)].join('\n')).toMatch(words);
    },
  );

  it('a plan made for another database', async () => {
    expect(await refusal(urlFor(server.username, server.password, 'store'))).toMatchObject({
      thrown: {
        code: 'PLAN_STALE',
        message: 'The plan was made for the database `shop`, not for `store`; nothing was changed.',
      },
      hasChanged: false,
    });
  });

  it('a user who may only read', async () => {
    expect(await refusal(urlFor(reader.name, reader.password))).toMatchObject({
      thrown: { code: 'TARGET_DENIED', hint: expect.stringContaining('reader may only read') },
      hasChanged: false,
    });
  });

  it('a server that is too old', async () => {
    const proxy = await startFaultProxy(server.url);
    proxy.watch(({ statement }) =>
      statement.includes('version()')
        ? { is: 'exception', text: '{"version":"22.8.5.29"}\n', isDone: false }
        : null,
    );
    const found = await refusal(urlFor(server.username, server.password, 'shop', proxy.origin));
    await proxy.stop();
    expect(found).toMatchObject({
      thrown: { code: 'TARGET_TOO_OLD', message: expect.stringContaining('22.8.5.29') },
      hasChanged: false,
    });
  });

  it.each(CASES.filter(({ code }) => code === ''))(
    'a plan that is $called, and runs it',
    async ({ spoil }) => {
      spoil(plan);
      const applied = await project.apply(url());
      expect(applied.failure).toBeNull();
      expect(applied.report.outcome).toBe('applied');
    },
  );
});
