import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import { AppError, type Problem } from '../../src/errors.ts';
import type { DeclaredProject } from '../../src/model/declared.ts';
import { declareProject } from '../../src/project/declare.ts';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A project of its own in a temporary folder, removed after the test. */
export interface ProjectCopy {
  readonly dir: string;
  write(file: string, text: string): void;
  edit(file: string, from: string, to: string): void;
  /** Makes `to` a link to the folder `from`. */
  link(from: string, to: string): void;
  /** Installs a package that this repository has installed. */
  linkModule(name: string): void;
  declare(sourceDir?: string): Promise<DeclaredProject>;
  /** The problems that declaring ends with. */
  problems(sourceDir?: string): Promise<readonly Problem[]>;
}

/** A copy of a folder in test/fixtures. */
export function copyFixture(name: string): ProjectCopy {
  const project = emptyProject();
  cpSync(fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url)), project.dir, { recursive: true });
  return project;
}

/** A project of these files, by path. */
export function projectOf(files: Readonly<Record<string, string>>): ProjectCopy {
  const project = emptyProject();
  for (const [file, text] of Object.entries(files)) project.write(file, text);
  return project;
}

function emptyProject(): ProjectCopy {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'declared-')));
  made.push(dir);
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  };
  const declare = (sourceDir = 'app'): Promise<DeclaredProject> =>
    declareProject({ projectDir: dir, sourceDir });
  return {
    dir,
    write,
    link: (from, to) => {
      mkdirSync(dirname(join(dir, to)), { recursive: true });
      symlinkSync(join(dir, from), join(dir, to));
    },
    linkModule: (name) => {
      mkdirSync(join(dir, 'node_modules'), { recursive: true });
      symlinkSync(
        fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url)),
        join(dir, 'node_modules', name),
      );
    },
    edit: (file, from, to) => {
      const text = readFileSync(join(dir, file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
      write(file, text.replace(from, to));
    },
    declare,
    problems: async (sourceDir) => {
      try {
        await declare(sourceDir);
      } catch (error) {
        if (error instanceof AppError) return error.problems;
        throw error;
      }
      throw new Error('nothing was wrong');
    },
  };
}
