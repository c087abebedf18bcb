import { posix } from 'node:path';
import type { Address } from '../../model/address.ts';
import { compareNatural, type Import, importLines } from './imports.ts';
import type { ObjectSource } from './object-source.ts';

/** A file of a project. */
export interface SourceFile {
  /** Relative to the source directory, with forward slashes: `archive/events.ts`. */
  readonly path: string;
  readonly text: string;
  /** What it declares, in order. */
  readonly addresses: readonly Address[];
}

interface Declared {
  readonly address: Address;
  readonly source: ObjectSource;
}

/** Where written code has the library from. */
export const LIBRARY = 'moose-migrate';

/** Puts objects into their files, with the imports these need. @param files path of each object's file, without extension */
export function sourceFiles(
  objects: readonly Declared[],
  files: ReadonlyMap<Address, string>,
): readonly SourceFile[] {
  const paths = [...new Set(files.values())].sort(compareNatural);
  return paths.map((path) => {
    const own = objects.filter(({ address }) => files.get(address) === path);
    const imports = importLines(own.flatMap(({ source }) => importsOf(source, path, files)));
    return {
      path: `${path}.ts`,
      text: [imports, ...own.map(({ source }) => source.code)].join('\n'),
      addresses: own.map(({ address }) => address),
    };
  });
}

function importsOf(
  { values, types, uses }: ObjectSource,
  path: string,
  files: ReadonlyMap<Address, string>,
): readonly Import[] {
  const library = [
    ...values.map((name) => ({ name, isType: false })),
    ...types.map((name) => ({ name, isType: true })),
  ];
  const others = uses.flatMap(({ address, name, isType }): readonly Import[] => {
    const file = files.get(address);
    return file === undefined || file === path ? [] : [{ from: specifier(path, file), name, isType }];
  });
  return [...library.map((one) => ({ from: LIBRARY, ...one })), ...others];
}

function specifier(from: string, to: string): string {
  const relative = posix.relative(posix.dirname(from), to);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** `index.ts`, which the project is loaded from. */
export function indexFile(files: readonly SourceFile[]): SourceFile {
  const paths = files.map(({ path }) => `./${path.replace(/\.ts$/, '')}`).sort(compareNatural);
  const text =
    paths.length === 0 ? 'export {};\n' : paths.map((path) => `export * from '${path}';\n`).join('');
  return { path: 'index.ts', text, addresses: [] };
}
