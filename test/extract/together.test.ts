import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SyntaxKind, type TypeAliasDeclaration } from 'typescript/unstable/ast';
import type { Project, Type } from 'typescript/unstable/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { type Compiler, withCompiler } from '../../src/project/extract/compiler.ts';

const COUNT = 40;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'together-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Types of different lengths, so that what is sent and what comes back is cut in many places. */
const textOf = (at: number): string =>
  `export type Row${at} = { own_${'x'.repeat(at * 7)}: ${at}; inner: { deep_${at}: '${'y'.repeat(at * 300)}' } };`;

function withTypes<T>(use: (types: readonly Type[], project: Project, compiler: Compiler) => T): T {
  const file = join(folder, 'rows.ts');
  writeFileSync(file, Array.from({ length: COUNT }, (_, at) => textOf(at)).join('\n'));
  const config = {
    path: join(folder, 'tsconfig.json'),
    text: JSON.stringify({ compilerOptions: { types: [], noEmit: true }, files: [file] }),
    source: null,
    isStrict: true,
  };
  return withCompiler(config, (project, compiler) => {
    const aliases: TypeAliasDeclaration[] = [];
    project.program.getSourceFile(file)?.forEachChild((node) => {
      if (node.kind === SyntaxKind.TypeAliasDeclaration) aliases.push(node as TypeAliasDeclaration);
    });
    const types = project.checker.getTypeAtLocation(aliases.map(({ type }) => type));
    return use(
      types.filter((type) => type !== undefined),
      project,
      compiler,
    );
  });
}

/** Two questions, the second about the answer to the first. */
function insideOf({ checker }: Project, type: Type): readonly string[] {
  const properties = checker.getPropertiesOfType(type);
  const inner = checker.getTypeOfSymbol(properties).at(-1);
  return [...properties, ...(inner === undefined ? [] : checker.getPropertiesOfType(inner))].map(
    ({ name }) => name,
  );
}

describe('questions to the compiler, together', () => {
  it('get the answers that each would get alone, and are begun anew for each that comes', () => {
    withTypes((types, project, { together }) => {
      const alone = types.map((type) => insideOf(project, type));
      const runs = types.map(() => 0);
      const answers: (readonly string[])[] = [];
      together(
        types.map((type, at) => () => {
          runs[at] = (runs[at] ?? 0) + 1;
          answers[at] = insideOf(project, type);
        }),
      );
      expect(answers).toEqual(alone);
      expect(alone[3]).toEqual([`own_${'x'.repeat(21)}`, 'inner', 'deep_3']);
      // The last one needs two answers that it waits for; the first ones ask alone.
      expect([runs.length, runs[0], runs.at(-1)]).toEqual([COUNT, 1, 4]);
    });
  });

  it('leave an error where it arises, ours and theirs, and the compiler as it was', () => {
    withTypes((types, project, { together }) => {
      const [first] = types;
      if (first === undefined) throw new Error('there are no types');
      const none = types.map(() => () => undefined);
      const stranger = { ...first, id: 987_654 } as unknown as Type;
      const theirs = (): unknown => project.checker.getPropertiesOfType(stranger);
      expect(theirs).toThrow(/987654/);
      expect(() => together([...none, theirs])).toThrow(/987654/);
      expect(() =>
        together([
          ...none,
          () => {
            throw new RangeError('ours');
          },
        ]),
      ).toThrow(new RangeError('ours'));
      expect(insideOf(project, first)).toContain('deep_0');
    });
  });
});
