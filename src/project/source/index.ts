import { type Address, compareAddresses } from '../../model/address.ts';
import type { InfraMap } from '../../model/infra-map.ts';
import type { LifeCycle } from '../../model/life-cycle.ts';
import type { Ownership } from '../../model/table.ts';
import { type Layout, layOut, type Placed } from './file-layout.ts';
import { indexFile, type SourceFile, sourceFiles } from './files.ts';
import {
  camelCase,
  createNames,
  kebabCase,
  type Names,
  pascalCase,
  singularWords,
  wordsOf,
} from './names.ts';
import type { ObjectNames, ObjectSource, SourceReading } from './object-source.ts';
import { SDK_NAMES } from './sdk-names.ts';
import { tableSource } from './table-source.ts';
import { type Known, materializedViewSource, viewSource } from './view-source.ts';

export type { Layout } from './file-layout.ts';
export type { SourceFile } from './files.ts';

export interface SourceOptions {
  readonly layout: Layout;
  /** What every declaration says about who may change it. */
  readonly lifeCycle: LifeCycle;
  /** Objects that must not be declared, and why. */
  readonly without: ReadonlyMap<Address, string>;
}

/** A live object that is in no file. */
export interface LeftOut {
  readonly address: Address;
  readonly because: string;
}

/** A live state as TypeScript. */
export interface ProjectSource {
  /** The files, `index.ts` last; paths relative to the source directory, with forward slashes. */
  readonly files: readonly SourceFile[];
  readonly leftOut: readonly LeftOut[];
  /** Variables of the environment that must hold the secrets of engines, as the server does not tell them. */
  readonly variables: readonly string[];
}

type Relation =
  | InfraMap['tables'][number]
  | InfraMap['views'][number]
  | InfraMap['materializedViews'][number];

interface Candidate {
  readonly object: Relation;
  readonly kind: Known['kind'];
  readonly names: ObjectNames;
}

interface Written {
  readonly candidate: Candidate;
  readonly source: ObjectSource;
}

/** Writes TypeScript that declares what a canonical map holds; what cannot be declared is listed with the reason. */
export function sourceOf(map: InfraMap, options: SourceOptions): ProjectSource {
  const names = createNames(SDK_NAMES);
  const leftOut: LeftOut[] = [];
  const candidates = candidatesOf(map, names, (object) => {
    const because = options.without.get(object.address) ?? notUnderstood(object);
    if (because !== null) leftOut.push({ address: object.address, because });
    return because === null;
  });
  const written = writeAll(map, candidates, names, options, leftOut);
  const ordered = inOrder(written);
  const files = layOut(
    ordered.map((one) => placed(one, map)),
    options.layout,
  );
  const sources = sourceFiles(
    ordered.map(({ candidate, source }) => ({ address: candidate.object.address, source })),
    files,
  );
  return {
    files: [...sources, indexFile(sources)],
    leftOut: leftOut.sort((one, other) => compareAddresses(one.address, other.address)),
    variables: [...new Set(written.flatMap(({ source }) => source.variables))].sort(),
  };
}

function notUnderstood({ notUnderstood: reason }: Ownership): string | null {
  return reason === null ? null : `not fully understood: ${reason.reason}`;
}

/** The objects that may be written, each with its names: those of the project's own database choose first. */
function candidatesOf(
  map: InfraMap,
  names: Names,
  isWanted: (object: Relation) => boolean,
): readonly Candidate[] {
  const all = [
    ...map.tables.map((object) => ({ object, kind: 'table' as const })),
    ...map.views.map((object) => ({ object, kind: 'view' as const })),
    ...map.materializedViews.map((object) => ({ object, kind: 'materialized-view' as const })),
  ].filter(({ object }) => isWanted(object));
  const isOther = ({ object }: { object: Relation }): number =>
    Number(object.database !== map.defaultDatabase);
  const chosen = [...all].sort((one, other) => isOther(one) - isOther(other));
  return chosen.map(({ object, kind }) => ({
    object,
    kind,
    names: namesOf(object, kind, map.defaultDatabase, names),
  }));
}

const SUFFIX = { table: 'Table', view: 'View', 'materialized-view': 'View' } as const;

function namesOf(object: Relation, kind: Known['kind'], defaultDatabase: string, names: Names): ObjectNames {
  const prefix = object.database === defaultDatabase ? [] : wordsOf(object.database);
  const words = [...prefix, ...wordsOf(object.name)];
  // A name cannot begin with a digit, nor be made of signs alone.
  const usable = /^\p{L}/u.test(words[0] ?? '') ? words : [SUFFIX[kind].toLowerCase(), ...words];
  const constant = names.take(camelCase(usable), `${camelCase(usable)}${SUFFIX[kind]}`);
  if (kind !== 'table') return { constant, row: '' };
  const row = pascalCase(singularWords(usable));
  return { constant, row: names.take(row, `${row}Row`) };
}

function writeAll(
  map: InfraMap,
  candidates: readonly Candidate[],
  names: Names,
  options: SourceOptions,
  leftOut: LeftOut[],
): readonly Written[] {
  const place = (object: Relation) => ({
    database: object.database === map.defaultDatabase ? null : object.database,
    lifeCycle: options.lifeCycle,
  });
  const write = (candidate: Candidate, known: readonly Known[]): SourceReading => {
    const { object } = candidate;
    if ('columns' in object && 'engine' in object)
      return tableSource(object, candidate.names, names, place(object));
    if ('target' in object) return materializedViewSource(object, candidate.names, known, place(object));
    return viewSource(object, candidate.names, known, place(object));
  };
  const keep = (readings: readonly (readonly [Candidate, SourceReading])[]): readonly Written[] =>
    readings.flatMap(([candidate, reading]) => {
      if (reading.is === 'declared') return [{ candidate, source: reading.source }];
      leftOut.push({ address: candidate.object.address, because: reading.because });
      return [];
    });
  const tables = keep(
    candidates.filter(({ kind }) => kind === 'table').map((candidate) => [candidate, write(candidate, [])]),
  );
  const knownTables = tables.map(({ candidate }) => knownAs(candidate));
  // Whether a materialized view can be written depends on its target alone; what it is called when it is not is no matter.
  const views = candidates.filter(
    (candidate) =>
      candidate.kind === 'view' ||
      (candidate.kind === 'materialized-view' && write(candidate, knownTables).is === 'declared'),
  );
  const known = [...knownTables, ...views.map(knownAs)];
  const others = candidates.filter(({ kind }) => kind !== 'table');
  return [
    ...tables,
    ...keep(
      others.map((candidate) => [
        candidate,
        write(
          candidate,
          known.filter(({ address }) => address !== candidate.object.address),
        ),
      ]),
    ),
  ];
}

function knownAs({ object, kind, names }: Candidate): Known {
  return { address: object.address, database: object.database, name: object.name, kind, ...names };
}

/** What others name comes first; else in the order given. */
function inOrder(written: readonly Written[]): readonly Written[] {
  const byAddress = new Map(written.map((one) => [one.candidate.object.address, one]));
  const done = new Set<Address>();
  const ordered: Written[] = [];
  const visit = (one: Written): void => {
    const { address } = one.candidate.object;
    if (done.has(address)) return;
    done.add(address);
    for (const use of one.source.uses) {
      const needed = byAddress.get(use.address);
      if (needed !== undefined) visit(needed);
    }
    ordered.push(one);
  };
  written.forEach(visit);
  return ordered;
}

function placed({ candidate, source }: Written, map: InfraMap): Placed {
  const { object } = candidate;
  const folder =
    object.database === map.defaultDatabase ? '' : kebabCase(wordsOf(object.database)) || 'other';
  return { ...knownAs(candidate), folder, needs: source.uses.map(({ address }) => address) };
}
