import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { withCompiler } from '../../src/project/extract/compiler.ts';
import type { Extraction } from '../../src/project/extract/parts.ts';
import { extractFixture } from './fixture.ts';

let extraction: Extraction;
let shown: readonly string[];
beforeAll(async () => {
  extraction = await extractFixture('errors');
  shown = extraction.problems.map(
    ({ position, message }) => `${position?.file}:${position?.line}:${position?.column} ${message}`,
  );
}, 60_000);

describe('types that no column can have', () => {
  it.each([
    'index.ts:48:3 `union`: a union of different types cannot be a column: `string | number`',
    'index.ts:49:3 `big`: `bigint` can be several types of ClickHouse',
    'index.ts:50:3 `anything`: `any` cannot be a column',
    'index.ts:51:3 `unknown`: `unknown` cannot be a column',
    'index.ts:52:3 `never`: `never` cannot be a column, as nothing is of that type',
    'index.ts:53:3 `handler`: a function cannot be a column: `() => void`',
    'index.ts:54:3 `symbol`: `symbol` cannot be a column',
    'index.ts:55:3 `object`: `object` says nothing about its properties',
    'index.ts:56:3 `empty`: `{}` has no properties',
    'index.ts:57:3 `map`: `Map<string, number>` is a class of JavaScript, not a column',
    'index.ts:58:3 `bytes`: `Uint8Array<ArrayBufferLike>` is a class of JavaScript, not a column',
    'index.ts:59:3 `missing`: its type cannot be found',
    'index.ts:60:3 `nowhere`: its type cannot be found',
    'index.ts:61:3 `mixed`: enum Mixed has both texts and numbers',
    'index.ts:62:3 `far`: enum Far has the number 70000, and an Enum of ClickHouse holds whole numbers from -32768 to 32767',
    'index.ts:63:3 `twice`: enum Twice has two members `1`',
    'index.ts:64:3 `half`: Half.Point has the value 0.5',
    'index.ts:65:3 `computed`: Computed.Length has a value that is not a constant',
    'index.ts:42:3 `tree.children[]`: `Tree` contains itself',
    'index.ts:67:3 `deep`: a union of different types cannot be a column: `string | Deep[]`',
    'index.ts:68:3 `nothing`: `null` alone cannot be a column',
    'index.ts:69:3 `rest`: `[string, ...number[]]` has no fixed length',
    'lines.ts:4:5 `lines[].price.amount`: a union of different types cannot be a column: `string | number`',
    'index.ts:71:3 `both`: `{ [key: string]: string; a: string; }` has both properties and an index signature',
    'index.ts:72:23 `json.bad`: a union of different types cannot be a column: `string | number`',
    'index.ts:73:21 `tuple.inner.bad`: `bigint` can be several types of ClickHouse',
    'index.ts:74:3 `record{}`: a union of different types cannot be a column: `boolean | Date`',
    "index.ts:75:3 `cardinal`: ClickHouse has no LowCardinality of Enum8('a' = 1)",
    'index.ts:76:3 `raw`: `Nullable(String` is not a ClickHouse data type',
    'index.ts:77:3 `wide`: Enum8 holds -128 to 127, not 300',
    'index.ts:78:3 `sizes`: the types of the union disagree on its type: "UInt16" or "UInt8"',
    'index.ts:79:3 `variant`: a Variant cannot hold Nullable(Float64)',
    'index.ts:80:3 `twoDefaults`: a column cannot have DEFAULT and MATERIALIZED',
    'index.ts:81:3 `keyAlias`: a column that is an ALIAS is not stored and cannot be a key',
    'index.ts:82:3 `open`: the tag for default needs a literal',
    'index.ts:83:12 `inner.withDefault`: only a whole column can have DEFAULT, not a property inside one',
    'index.ts:84:3 `alone`: `LowCardinality` is a tag with nothing to stand on',
    'index.ts:92:38 `{ [key: string]: unknown; id: string; }` has an index signature, and the columns of a table have names',
    'index.ts:94:37 `string` is not a row type',
    'index.ts:95:37 `Line | Tree` is not a row type',
    'index.ts:96:28 OlapTable has no row type',
    'index.ts:97:32 Its type cannot be found',
    'index.ts:100:24 `T` is not known here: a row type cannot depend on a type parameter of the function or class around it',
    'index.ts:103:24 `T` is not known here: a row type cannot depend on a type parameter of the function or class around it',
  ])('%s', (line) => {
    expect(shown).toContain(line);
  });

  it('are all there at once, each once although two tables have the type', () => {
    expect(shown).toHaveLength(44);
    expect(new Set(shown).size).toBe(44);
  });

  it('are shown in the source, the innermost property underlined', () => {
    const deep = extraction.problems.find(({ position }) => position?.file === 'lines.ts');
    expect(deep?.frame).toBe(
      [
        '  2 |   product: string;',
        '  3 |   price: {',
        '> 4 |     amount: number | string;',
        '    |     ^^^^^^^^^^^^^^^^^^^^^^^^',
        '  5 |   };',
        '  6 | }',
      ].join('\n'),
    );
    expect(deep?.hint).toContain('Variant<[string, number]>');
  });

  it('tell what cannot be found from what is not supported', () => {
    const unresolved = extraction.problems
      .filter(({ code }) => code === 'TYPE_UNRESOLVED')
      .map(({ position }) => position?.line);
    expect(unresolved).toEqual([59, 60, 96, 97]);
  });

  it('leave the other columns and sites alone', () => {
    expect(extraction.sites).toHaveLength(10);
    expect(extraction.sites[3]).toMatchObject({
      className: 'IngestPipeline',
      columns: [{ name: 'id', type: 'String' }],
    });
    expect(extraction.warnings[0]).toMatchObject({
      position: { line: 83 },
      message: '`inner.withCodec`: codec can be said of a whole column only and has no effect inside one',
    });
  });
});

describe('a compiler that breaks down', () => {
  it('is an error of the project, not of the tool', () => {
    const run = (): unknown =>
      withCompiler(
        { path: 'not/absolute.json', text: '{}', source: null, isStrict: true },
        (project) => project,
      );
    expect(run).toThrow(AppError);
    expect(run).toThrow(/TypeScript compiler broke down: panic/);
  });

  it('does not hide a mistake of ours', async () => {
    const path = '/nowhere/tsconfig.json';
    const run = (): unknown =>
      withCompiler(
        { path, text: '{"compilerOptions":{"types":[]},"files":[]}', source: null, isStrict: true },
        () => {
          throw new TypeError('ours');
        },
      );
    expect(run).toThrow('ours');
  });
});
