import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { AppError } from '../src/errors.ts';
import type { DeclaredProject } from '../src/model/declared.ts';
import { readConfig } from '../src/project/config/read-config.ts';
import { registryTargetOf } from '../src/project/config/registry-target.ts';
import { declareProject } from '../src/project/declare.ts';
import { infraMapOf } from '../src/project/infra-map-of.ts';
import { requiredSchemas } from '../src/project/schemas.ts';

const folder = mkdtempSync(join(tmpdir(), 'moose-schemas-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function declare(streams: string): Promise<DeclaredProject> {
  writeFileSync(
    join(folder, 'index.ts'),
    `import { type ClickHouseDefault, Stream, type UInt8 } from 'moose-migrate';
interface Click { id: UInt8; path?: string; kind: string & ClickHouseDefault<"'view'"> }
${streams}`,
  );
  return declareProject({ projectDir: folder, sourceDir: '.' });
}

const stream = (name: string, schema: string, row = '<Click>'): string =>
  `export const ${name} = new Stream${row}('${name}', { schemaConfig: ${schema} as never });\n`;

it('a schema is made from the row type, or looked for', async () => {
  const project = await declare(
    stream('made', "{ kind: 'JSON', reference: { subjectLatest: 'made-value' }, compatibility: 'FULL' }") +
      stream('numbered', "{ kind: 'JSON', reference: { id: 7 } }") +
      stream('pinned', "{ kind: 'AVRO', reference: { subject: 'pinned-value', version: 3 } }"),
  );
  const { topics } = infraMapOf(project, {
    defaultDatabase: 'shop',
    additionalDatabases: [],
    clusters: [],
    namespace: 'team',
  });
  expect(topics.map(({ name, schema }) => [name, schema?.subject])).toEqual([
    ['team.made', 'made-value'],
    ['team.numbered', undefined],
    ['team.pinned', undefined],
  ]);
  expect(topics[0]?.schema?.compatibility).toBe('FULL');
  expect(JSON.parse(topics[0]?.schema?.text ?? '')).toMatchObject({
    title: 'made-value',
    properties: { id: { type: 'integer' }, path: { type: ['string', 'null'] }, kind: { type: 'string' } },
    required: ['id'],
  });
  expect(requiredSchemas(project, 'team')).toMatchObject([
    { topic: 'topic/team.numbered', type: 'JSON', pointer: { by: 'id', id: 7 } },
    {
      topic: 'topic/team.pinned',
      type: 'AVRO',
      pointer: { by: 'version', subject: 'pinned-value', version: 3 },
    },
  ]);
});

it('what cannot be is told with its place', async () => {
  const failed = await declare(
    stream('a', "{ kind: 'XML', reference: { id: 1 } }") +
      stream('b', "{ kind: 'JSON', reference: { subject: 'b-value' } }") +
      stream('c', "{ kind: 'JSON', reference: { subjectLatest: 'c' }, compatibility: 'SOME' }") +
      stream('d', "{ kind: 'AVRO', reference: { subjectLatest: 'd' }, compatibility: 'FULL' }"),
  ).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(AppError);
  const { problems } = failed as AppError;
  expect(problems.map(({ message, position }) => [position?.line, message])).toEqual([
    [3, 'schemaConfig of stream a is of no known kind'],
    [4, 'schemaConfig of stream b names no schema'],
    [5, 'schemaConfig of stream c has an unknown compatibility'],
    [6, 'schemaConfig of stream d sets the compatibility of a schema that is not made from the row type'],
  ]);
  const latest = "{ kind: 'JSON', reference: { subjectLatest: 'one-value' } }";
  const clash = await declare(
    stream('e', latest) +
      stream('f', latest) +
      stream('g', latest, '<{ id: string }>') +
      stream('h', latest, '') +
      stream('i', "{ kind: 'AVRO', reference: { subjectLatest: 'one-value' } }") +
      stream('j', "{ kind: 'JSON', reference: { subjectLatest: 'j-key' } }"),
  ).catch((error: unknown) => error);
  expect(clash).toBeInstanceOf(AppError);
  const told = (clash as AppError).problems.map(({ message, position }) => [position?.line, message]);
  expect(told).toEqual([
    [5, 'streams e and g want different schemas of one-value: at index.ts:3 and at index.ts:5'],
    [6, 'stream h has no row type to make the schema of one-value from'],
    [7, 'streams e and i want different schemas of one-value: at index.ts:3 and at index.ts:7'],
    [
      8,
      'schemaConfig of stream j names j-key, the subject of its keys; what is made from the row type is the schema of its values',
    ],
  ]);
});

it('a registry is named by its address, in which a user and a password may stand', async () => {
  writeFileSync(join(folder, 'moose.config.toml'), "source_dir = '.'\n");
  const { config } = await readConfig({ cwd: folder, configFile: null, env: {}, mode: 'prod' });
  expect(registryTargetOf(config, 'https://me:p%40ss@registry.example/api/')).toMatchObject({
    url: 'https://registry.example/api',
    login: { username: 'me', password: 'p@ss' },
  });
  expect(registryTargetOf(config, 'http://localhost:8081')).toMatchObject({
    url: 'http://localhost:8081',
    login: null,
  });
  for (const wrong of ['localhost:8081', 'kafka://me:p4ss@host', 'http://me:p4ss%zz@host'])
    expect(() => registryTargetOf(config, wrong)).toThrow(
      expect.objectContaining({ code: 'TARGET_INVALID', message: expect.not.stringContaining('p4ss') }),
    );
});
