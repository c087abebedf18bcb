import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { AppError } from '../src/errors.ts';
import type { DeclaredProject } from '../src/model/declared.ts';
import { readConfig } from '../src/project/config/read-config.ts';
import { declareProject } from '../src/project/declare.ts';
import { infraMapOf } from '../src/project/infra-map-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'moose-streams-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function declare(code: string): Promise<DeclaredProject> {
  writeFileSync(
    join(folder, 'index.ts'),
    `import { IngestPipeline, LifeCycle, OlapTable, sql, Stream, type UInt8, View } from 'moose-migrate';
interface Click { id: UInt8; path: string }
${code}`,
  );
  return declareProject({ projectDir: folder, sourceDir: '.' });
}

it('names that no topic has, or that two topics cannot both have, are told with both places', async () => {
  const named = (name: string, config = '{}'): string => `new Stream<Click>('${name}', ${config});\n`;
  const failed = await declare(
    named('clicks', "{ version: '1.0' }") +
      named('clicks_1_0') +
      named('team.a') +
      named('team_a') +
      named('a b') +
      named('..'),
  ).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(AppError);
  expect((failed as AppError).problems.map(({ message, position }) => [position?.line, message])).toEqual([
    [
      4,
      'streams clicks of version 1.0 and clicks_1_0 are one topic, clicks_1_0: at index.ts:3 and at index.ts:4',
    ],
    [
      6,
      'streams team.a and team_a cannot be in one cluster, which takes the topics team.a and team_a for one: at index.ts:5 and at index.ts:6',
    ],
    [7, 'stream a b has a name that no topic can have: a b'],
    [8, 'stream .. has a name that no topic can have: ..'],
  ]);
});

it('every part of a pipeline has its version, its life cycle and the namespace', async () => {
  const project = await declare(
    "new IngestPipeline<Click>('clicks', { table: { orderByFields: ['id'] }, stream: { parallelism: 3 }, deadLetterQueue: true, version: '2.1', lifeCycle: LifeCycle.DELETION_PROTECTED });\n" +
      "new IngestPipeline<Click>('views', { stream: true, deadLetterQueue: { lifeCycle: 'FULLY_MANAGED' }, lifeCycle: 'EXTERNALLY_MANAGED' });\n",
  );
  const { topics } = infraMapOf(project, {
    defaultDatabase: 'shop',
    additionalDatabases: [],
    clusters: [],
    namespace: 'team',
  });
  expect(topics.map(({ name, lifeCycle, destination }) => [name, lifeCycle, destination])).toEqual([
    ['team.clicksDeadLetterQueue_2_1', 'DELETION_PROTECTED', null],
    ['team.clicks_2_1', 'DELETION_PROTECTED', 'shop.clicks_2_1'],
    ['team.views', 'EXTERNALLY_MANAGED', null],
    ['team.viewsDeadLetterQueue', 'FULLY_MANAGED', null],
  ]);
});

it('a stream feeds tables only', async () => {
  const failed = await declare(
    "const view = new View('recent', sql`SELECT 1 AS id`, []);\n" +
      "new Stream<Click>('clicks', { destination: view as never });\n",
  ).catch((error: unknown) => error);
  expect(failed).toMatchObject({
    problems: [{ message: 'the destination of stream clicks is a View, not a table', position: { line: 4 } }],
  });
});

it('a namespace is the beginning of a name that a topic can have', async () => {
  writeFileSync(
    join(folder, 'moose.config.toml'),
    'source_dir = "."\n[redpanda_config]\nnamespace = "my team"\n',
  );
  await expect(readConfig({ cwd: folder, configFile: null, env: {}, mode: 'prod' })).rejects.toMatchObject({
    problems: [{ message: expect.stringContaining('namespace'), position: { line: 3 } }],
  });
});

it('what a stream carries and its table has no column for is told, and stops nothing', async () => {
  const { notices } = await declare(
    `interface Wide extends Click { referrer?: string; nested?: { a: string } }
const clicks = new OlapTable<Click>('clicks', { orderByFields: ['id'], version: '1.0' });
new Stream<Wide>('wide', { destination: clicks });
new Stream<Click>('fitting', { destination: clicks });
new Stream<Wide>('free');
`,
  );
  const lost = notices.filter((notice) => notice.includes('not kept'));
  expect(lost.map((notice) => notice.replace(/:\d+ /, ' '))).toEqual([
    'index.ts:3 stream wide carries referrer, for which table clicks has no column: it is not kept',
    'index.ts:3 stream wide carries nested, for which table clicks has no column: it is not kept',
  ]);
});

it('a stream may hold messages of which nothing is known, and a table may not', async () => {
  const pulled = await declare(
    `interface Nothing {}
new Stream<{}>('topics.public.null', { lifeCycle: LifeCycle.EXTERNALLY_MANAGED });
new Stream<Nothing>('empty');
new Stream<unknown>('anything');
`,
  );
  expect(pulled.streams.map(({ name, columns, lifeCycle }) => [name, columns, lifeCycle])).toEqual([
    ['topics.public.null', [], 'EXTERNALLY_MANAGED'],
    ['empty', [], 'FULLY_MANAGED'],
    ['anything', [], 'FULLY_MANAGED'],
  ]);
  const failed = await declare(
    "new OlapTable<{}>('kept', { orderByExpression: 'tuple()' });\nnew IngestPipeline<{}>('piped', { table: true, stream: true });\n",
  ).catch((error: unknown) => error);
  expect((failed as AppError).problems.map(({ message, position }) => [position?.line, message])).toEqual([
    [3, '`{}` has no properties, so that the table would have no columns'],
    [4, '`{}` has no properties, so that the table would have no columns'],
  ]);
});
