import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { mooseCommand } from '../src/cli/program.ts';
import { errorContent, errorText } from '../src/cli/show-error.ts';
import { AppError, CATALOGUE, problem, throwProblems } from '../src/errors.ts';

const src = fileURLToPath(new URL('../src', import.meta.url));

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return name.endsWith('.ts') ? [path] : [];
  });
}

const sources = filesBelow(src)
  .filter((file) => !file.endsWith('/errors.ts'))
  .map((file) => ({ file: relative(src, file), text: readFileSync(file, 'utf8') }));

/** A string or template literal, quotes included. */
const LITERAL = /'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^{}`]|`[^`]*`)*\})*`/.source;

/** Every literal that is given at once as the message of an error or a problem; SQL that ends it is left out. */
function messages(): readonly { readonly file: string; readonly message: string }[] {
  const call = new RegExp(
    `(?:(?:new AppError|problem)\\(\\s*'[A-Z_]+',|(?:complain|invalid)\\()\\s*(${LITERAL})`,
    'g',
  );
  return sources.flatMap(({ file, text }) =>
    [...text.matchAll(call)].map((match) => ({
      file,
      message: (match[1] ?? '').slice(1, -1).replace(/\\n {2}\$\{statement\};$/, ''),
    })),
  );
}

describe('the catalogue', () => {
  it.each(Object.keys(CATALOGUE))('%s is used', (code) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
    expect(sources.some(({ text }) => text.includes(`'${code}'`))).toBe(true);
  });

  it('has every code that src/ names where an error is made', () => {
    const named = sources.flatMap(({ text }) =>
      [...text.matchAll(/(?:new AppError|\bproblem)\(\s*'([A-Z_]+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((code) => !(code in CATALOGUE))).toEqual([]);
  });

  it('names a code for every way in which a command can end badly', () => {
    expect([...new Set(Object.values(CATALOGUE))].sort((a, b) => a - b)).toEqual([1, 3, 4, 5, 70]);
  });
});

describe('messages', () => {
  it('are found in the sources', () => {
    expect(messages().length).toBeGreaterThan(60);
  });

  it('end neither in the middle of a sentence nor in shouting', () => {
    expect(messages().filter(({ message }) => /(?:[\s,;:!…-]|\\n)$/.test(message) || message === '')).toEqual(
      [],
    );
  });

  it('hold no blank too many', () => {
    expect(messages().filter(({ message }) => /[^\s] {2,}\S/.test(message) || /^\s/.test(message))).toEqual(
      [],
    );
  });
});

describe('hints', () => {
  const flags = new Set<string>();
  const paths = new Set<string>();

  function visit(command: Command, path: string): void {
    paths.add(path);
    for (const option of command.options) flags.add(option.long ?? '');
    for (const child of command.commands) visit(child, `${path} ${child.name()}`);
  }

  visit(mooseCommand(), 'moose');
  const hints = sources.flatMap(({ file, text }) =>
    [...text.matchAll(new RegExp(`hint: .*?(${LITERAL})`, 'g'))].map((match) => ({
      file,
      hint: match[1] ?? '',
    })),
  );

  it('are found in the sources', () => {
    expect(hints.length).toBeGreaterThan(15);
  });

  it('name only commands that there are', () => {
    const commands = hints.flatMap(({ file, hint }) =>
      [
        ...hint.matchAll(/(?<!-)\b(?:moose )?migrate (?!--)[a-z]+|\bmoose (?!migrate)[a-z]+(?: [a-z]+)?/g),
      ].map(([words]) => ({ file, words: words.startsWith('moose') ? words : `moose ${words}` })),
    );
    expect(commands.length).toBeGreaterThan(3);
    expect(commands.filter(({ words }) => !paths.has(words))).toEqual([]);
  });

  it('name only flags that there are', () => {
    const ours = hints.filter(({ hint }) => !/npm|nstall|--noEmit/.test(hint));
    const named = ours.flatMap(({ file, hint }) =>
      [...hint.matchAll(/--[a-z][a-z-]+/g)].map(([flag]) => ({ file, flag })),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ flag }) => !flags.has(flag))).toEqual([]);
  });
});

describe('an error', () => {
  const colors = pc.createColors(false);
  const at = { file: 'app/index.ts', line: 7, column: 3 };

  it('with one problem says it once, with place, frame and hint', () => {
    const only = problem('TYPE_UNSUPPORTED', 'symbol cannot be a column', {
      position: at,
      frame: '> 7 | x',
      hint: 'Use string.',
    });
    const error = catchError(() => throwProblems([only]));
    expect(errorText(error, colors)).toBe(
      'app/index.ts:7:3 TYPE_UNSUPPORTED symbol cannot be a column\n> 7 | x\n  hint: Use string.',
    );
  });

  it('with several problems says each under one head', () => {
    const error = catchError(() =>
      throwProblems([
        problem('CONFIG_INVALID', 'first', { position: at }),
        problem('FILE_INVALID', 'second'),
      ]),
    );
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', exitCode: 1 });
    expect(errorText(error, colors)).toBe(
      'error CONFIG_INVALID 2 problems found\napp/index.ts:7:3 first\nFILE_INVALID second',
    );
    expect(errorContent(error)).toEqual({
      code: 'CONFIG_INVALID',
      message: '2 problems found',
      hint: null,
      exitCode: 1,
      problems: error.problems,
    });
  });

  it('is not thrown without a problem', () => {
    expect(() => throwProblems([])).not.toThrow();
  });
});

function catchError(run: () => void): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
