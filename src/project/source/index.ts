import { HIDDEN } from '../../facets/secrets.ts';
import { type Address, compareAddresses } from '../../model/address.ts';
import type { InfraMap } from '../../model/infra-map.ts';
import type { LifeCycle } from '../../model/life-cycle.ts';
import type { Ownership } from '../../model/table.ts';
import { type Candidate, candidatesOf, knownAs } from './candidates.ts';
import { dictionarySource } from './dictionary-source.ts';
import { type Layout, layOut, type Placed } from './file-layout.ts';
import { indexFile, type SourceFile, sourceFiles } from './files.ts';
import { functionSource } from './function-source.ts';
import { createNames, kebabCase, type Names, wordsOf } from './names.ts';
import type { ObjectSource, Place, SourceReading } from './object-source.ts';
import { SDK_NAMES } from './sdk-names.ts';
import { tableSource } from './table-source.ts';
import { faultOfMaterializedView, type Known, materializedViewSource, viewSource } from './view-source.ts';

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
  /** Variables of the environment that must hold the secrets of engines and sources, as the server does not tell them. */
  readonly variables: readonly string[];
}

interface Written {
  readonly candidate: Candidate;
  readonly source: ObjectSource;
}

/** Writes TypeScript that declares what a canonical map holds; what cannot be declared is listed with the reason. */
export function sourceOf(map: InfraMap, options: SourceOptions): ProjectSource {
  const names = createNames(SDK_NAMES);
  const leftOut: LeftOut[] = [];
  const leave = (address: Address, because: string): void => void leftOut.push({ address, because });
  const candidates = candidatesOf(map, names, (address, object) => {
    const because = options.without.get(address) ?? notUnderstood(object);
    if (because !== null) leave(address, because);
    return because === null;
  });
  const written = writeAll(candidates, {
    map,
    names,
    variables: createNames([]),
    lifeCycle: options.lifeCycle,
    leave,
  });
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

interface Writing {
  readonly map: InfraMap;
  readonly names: Names;
  /** Names of the environment's variables. */
  readonly variables: Names;
  readonly lifeCycle: LifeCycle;
  readonly leave: (address: Address, because: string) => void;
}

/** Tables first: whether a materialized view can be written depends on its target, and others may name it only then. */
function writeAll(candidates: readonly Candidate[], writing: Writing): readonly Written[] {
  const tables = keep(
    candidates.filter(({ kind }) => kind === 'table'),
    [],
    writing,
  );
  const knownTables = tables.map(({ candidate }) => knownAs(candidate));
  const others = candidates.filter((candidate) => {
    const fault =
      candidate.kind === 'materialized-view' ? faultOfMaterializedView(candidate.object, knownTables) : null;
    if (fault !== null) writing.leave(candidate.object.address, fault);
    return candidate.kind !== 'table' && fault === null;
  });
  return [...tables, ...keep(others, [...knownTables, ...others.map(knownAs)], writing)];
}

function keep(
  candidates: readonly Candidate[],
  known: readonly Known[],
  writing: Writing,
): readonly Written[] {
  return candidates.flatMap((candidate): readonly Written[] => {
    const { address } = candidate.object;
    const reading = write(
      candidate,
      known.filter((one) => one.address !== address),
      writing,
    );
    const because = reading.is === 'undeclarable' ? reading.because : faultOfCode(reading.source.code);
    if (reading.is === 'declared' && because === null) return [{ candidate, source: reading.source }];
    if (because !== null) writing.leave(address, because);
    return [];
  });
}

/** What the server shows in place of a secret must not be sent back as if it were one. */
function faultOfCode(code: string): string | null {
  return code.includes(HIDDEN) ? 'it holds a secret that the server does not tell' : null;
}

function write(
  candidate: Candidate,
  known: readonly Known[],
  { map, names, variables, lifeCycle }: Writing,
): SourceReading {
  const place: Place = {
    database: candidate.database === map.defaultDatabase ? null : candidate.database,
    lifeCycle,
    variables,
  };
  switch (candidate.kind) {
    case 'table':
      return tableSource(candidate.object, candidate.names, names, place);
    case 'view':
      return viewSource(candidate.object, candidate.names, known, place);
    case 'materialized-view':
      return materializedViewSource(candidate.object, candidate.names, known, place, names);
    case 'dictionary':
      return dictionarySource(candidate.object, candidate.names, known, place, names);
    case 'function':
      return functionSource(candidate.object, candidate.names, place);
    default:
      return candidate satisfies never;
  }
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
  const { database } = candidate;
  const folder = database === map.defaultDatabase ? '' : kebabCase(wordsOf(database)) || 'other';
  return { ...knownAs(candidate), folder, needs: source.uses.map(({ address }) => address) };
}
