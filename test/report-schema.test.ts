import { readFile, writeFile } from 'node:fs/promises';
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { checkMarkdown } from '../src/cli/markdown/check-report.ts';
import { generateMarkdown } from '../src/cli/markdown/generate-report.ts';
import { checkDocument } from '../src/cli/show-checked.ts';
import { generateDocument } from '../src/cli/show-generated.ts';
import { check } from '../src/commands/check.ts';
import { generate } from '../src/commands/generate.ts';
import { checkSchema, generateSchema } from '../src/commands/report-schema.ts';
import { planSchema } from '../src/files/plan-schema.ts';
import { describeWithEngine } from './support/engine.ts';
import { generateOptions, type SavedMigration, SILENT, savedMigration } from './support/saved-migration.ts';

const SCHEMAS = [
  ['generate', generateSchema],
  ['check', checkSchema],
] as const;

function file(name: string): URL {
  return new URL(`../schema/${name}.schema.json`, import.meta.url);
}

async function validator(name: string): Promise<ValidateFunction> {
  return new Ajv({ allErrors: true, allowUnionTypes: true })
    .addSchema(planSchema(), 'plan.schema.json')
    .compile(JSON.parse(await readFile(file(name), 'utf8')));
}

describe('the schema of reports', () => {
  it.each(SCHEMAS)('of %s is the one that is shipped', async (name, schema) => {
    const text = `${JSON.stringify(schema(), null, 2)}\n`;
    if (process.env.UPDATE_GOLDENS === '1') await writeFile(file(name), text);
    expect(await readFile(file(name), 'utf8')).toBe(text);
  });
});

const BEFORE = `import { type Key, OlapTable, type UInt32 } from 'moose-migrate';

interface Order {
  id: Key<UInt32>;
  buyer: string;
  total: UInt32;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
`;
const AFTER = BEFORE.replace('  buyer: string;\n', '').replace(
  'total: UInt32;',
  'total: UInt32;\n  /** @see shop | <b>bold</b> */\n  customer: string;',
);

let saved: SavedMigration;

beforeAll(async () => {
  if (inject('engine') !== null) saved = await savedMigration([], BEFORE, AFTER);
});

describeWithEngine('a report', () => {
  it('of generate fits its schema, and is a comment as well', async () => {
    const options = { ...generateOptions(saved.directory, saved.database.url), save: false };
    const generated = await generate(options, SILENT);
    const validate = await validator('generate');
    const document: unknown = JSON.parse(JSON.stringify(generateDocument(generated, ['said before'], true)));
    validate(document);
    expect(validate.errors).toBeNull();
    expect(validate({ ...(document as object), more: 1 })).toBe(false);
    const named = (text: string): string =>
      text.replaceAll(saved.database.name, 'shop').replace(/sha256:[0-9a-f]{12}/g, 'sha256:…');
    await expect(named(generateMarkdown(generated))).toMatchFileSnapshot('expected/markdown/generate.md');
  });

  it('of a check fits its schema, whatever it found', async () => {
    const options = { cwd: saved.directory, configFile: null, env: {}, allow: [], writeReceipt: false };
    const validate = await validator('check');
    const seen: string[] = [];
    for (const plan of [
      saved.files['plan.yaml'],
      'operations: [{ DropTable: { table: order } }]\n',
      'x: [',
    ]) {
      saved.write('migrations/plan.yaml', plan);
      const checked = await check(options, SILENT);
      const document: unknown = JSON.parse(JSON.stringify(checkDocument(checked, ['said before'])));
      validate(document);
      expect(validate.errors).toBeNull();
      expect(checkMarkdown(checked)).toContain('<!-- moose-migrate -->');
      seen.push(`${checked.exitCode} ${checked.problems.map(({ code }) => code).join(' ')}`);
    }
    saved.restore();
    expect(seen[0]).toBe('0 ');
    expect(seen[1]).toMatch(/^[14] /);
    expect(seen[2]).toMatch(/^1 FILE_INVALID/);
  });
});
