import { readFileSync } from 'node:fs';
import { sep } from 'node:path';
import type { Node } from 'typescript/unstable/ast';
import type { Project } from 'typescript/unstable/sync';
import type { Problem } from '../../errors.ts';
import type { DeclaredColumn } from '../../model/declared.ts';
import { type RowColumns, rowColumns } from './columns.ts';
import { type Compiler, withCompiler } from './compiler.ts';
import { createDescriber, type Describer } from './describe.ts';
import { findDiagnostics } from './diagnostics.ts';
import { overlayConfig } from './overlay-config.ts';
import { findSdkTypes } from './package-root.ts';
import {
  distinct,
  type Extraction,
  joinParts,
  type Part,
  type Parts,
  type ProjectSource,
  type RowSite,
} from './parts.ts';
import { settle } from './settle.ts';
import { findSites, type Site } from './sites.ts';
import { positionOf, problemAt } from './source-place.ts';
import type { Together } from './together.ts';
import { typeParameterIn } from './type-parameter.ts';

/**
 * Reads the columns out of the type arguments of a project, with one compiler, in this thread.
 * @throws AppError PROJECT_FAILED when the compiler cannot be started or its configuration not be read
 */
export function extractRowTypes(source: ProjectSource): Promise<Extraction> {
  return joinParts(source, async (from, withInclude) =>
    readParts(from, withInclude, ['rows', 'diagnostics']),
  );
}

/** Starts a compiler and asks it for the wanted parts. The complaints are not among the warnings of the rows. */
export function readParts(source: ProjectSource, withInclude: boolean, wanted: readonly Part[]): Parts {
  const { projectDir } = source;
  const sdk = findSdkTypes();
  const config = overlayConfig({ ...source, sdk, withInclude });
  const wider = withInclude ? [] : [overlayConfig({ ...source, sdk, withInclude: true })];
  const isPatient = !wanted.includes('rows');
  const read = (project: Project, { together, filesOf }: Compiler): Parts => {
    const files = project.program.getSourceFileNames();
    const isSdkFile = (path: string): boolean =>
      path.toLowerCase().startsWith(sdk.folder.toLowerCase() + sep);
    const own = files.filter((file) => isOwnFile(file) && !isSdkFile(file));
    const inputs = files.filter((file) => !isCompilerFile(file) && !isSdkFile(file));
    const rowsOf = (): Extraction => {
      const read = readSites(project, together, { projectDir, own, isSdkFile });
      return {
        ...read,
        inputs: [...inputs, ...(config.source === null ? [] : [config.source])],
        problems: distinct(read.problems),
      };
    };
    return {
      diagnostics: wanted.includes('diagnostics')
        ? findDiagnostics(project.program, projectDir, new Set(own), config.isStrict)
        : null,
      rows: wanted.includes('rows') ? rowsOf() : null,
      hasMore: !isPatient && wider.flatMap(filesOf).some((file) => !files.includes(file)),
    };
  };
  return withCompiler(config, read, { others: wider, isPatient });
}

/** Sources that may hold calls: not of packages, not declarations. */
function isOwnFile(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file) && !/[\\/]node_modules[\\/]/.test(file);
}

function isCompilerFile(file: string): boolean {
  return /[\\/]@typescript[\\/][^\\/]+[\\/]lib[\\/]/.test(file);
}

interface OwnSources {
  readonly projectDir: string;
  readonly own: readonly string[];
  readonly isSdkFile: (path: string) => boolean;
}

function readSites(
  project: Project,
  together: Together,
  { projectDir, own, isSdkFile }: OwnSources,
): Omit<Extraction, 'inputs'> {
  const describer = createDescriber(project.checker);
  const ownFiles = new Set(own);
  const texts = new Map(own.map((file) => [file, readFileSync(file, 'utf8')]));
  const withCalls = own.filter((file) => /\bnew\s/.test(texts.get(file) ?? ''));
  const found = findSites(project.program, project.checker, withCalls, isSdkFile);
  const rows = found.flatMap((site) => (site.row === null || !hasColumns(site) ? [] : [site.row]));
  together(rows.map((row) => () => settle(describer.describe(row))));
  const read = found.map((site) => readRow(site, describer, projectDir, (path) => ownFiles.has(path)));
  return {
    sites: found.map((site, index) =>
      toRowSite(site, { index, projectDir, texts, columns: read[index]?.columns ?? [] }),
    ),
    problems: read.flatMap(({ problems }) => problems),
    warnings: read.flatMap(({ warnings }) => warnings),
  };
}

/** Classes that make columns of their row type. */
const WITH_COLUMNS = new Set([
  'OlapTable',
  'Stream',
  'IngestPipeline',
  'IngestApi',
  'MaterializedView',
  'OlapDictionary',
]);
/** Classes that take rows with more properties than they know. */
const WITH_INDEX = new Set(['Stream', 'IngestPipeline', 'IngestApi']);
/** Classes that make no table of their rows: a topic takes whatever is sent. */
const WITHOUT_TABLE = new Set(['Stream', 'IngestApi']);

/** Classes that are nothing without columns; the others take anything, or have their columns from a table. */
const NEEDS_ROW = new Set(['OlapTable', 'IngestPipeline', 'OlapDictionary']);

const NO_COLUMNS: RowColumns = { columns: [], problems: [], warnings: [] };

/** A `schema` says what the columns are when there is no type argument. */
function hasColumns({ node, className }: Site): boolean {
  const hasSchema =
    node.typeArguments === undefined &&
    /\bschema\b/.test((node.arguments ?? []).map((argument) => argument.getText()).join());
  return WITH_COLUMNS.has(className) && !hasSchema;
}

function readRow(
  site: Site,
  describer: Describer,
  projectDir: string,
  isOwn: (path: string) => boolean,
): RowColumns {
  if (!hasColumns(site)) return NO_COLUMNS;
  const { node, className, row } = site;
  const place = node.typeArguments?.[0] ?? node.expression;
  const parameter = typeParameterIn(node);
  if (parameter !== null)
    return { ...NO_COLUMNS, problems: [generic(place, parameter, className, projectDir)] };
  const shape = row === null ? null : describer.describe(row);
  const isAnything =
    shape === null || (shape.kind === 'unusable' && (shape.is === 'unknown' || shape.is === 'any'));
  if (isAnything && !NEEDS_ROW.has(className)) return NO_COLUMNS;
  if (shape === null || (isAnything && node.typeArguments === undefined)) {
    return { ...NO_COLUMNS, problems: [untyped(node.expression, className, projectDir)] };
  }
  return rowColumns(
    shape,
    { allowsIndex: WITH_INDEX.has(className), allowsNothing: WITHOUT_TABLE.has(className) },
    { projectDir, node: place, isOwnFile: isOwn },
  );
}

function generic(node: Node, parameter: string, className: string, projectDir: string): Problem {
  const message = `\`${parameter}\` is not known here: a row type cannot depend on a type parameter of the function or class around it`;
  return problemAt(
    projectDir,
    node,
    'TYPE_UNSUPPORTED',
    message,
    `Call new ${className}<Row>(…) with a concrete type where the row type is known.`,
  );
}

function untyped(node: Node, className: string, projectDir: string): Problem {
  return problemAt(
    projectDir,
    node,
    'TYPE_UNRESOLVED',
    `${className} has no row type`,
    `Write new ${className}<Row>(…), or give it a zod \`schema\`.`,
  );
}

interface SiteReading {
  readonly index: number;
  readonly projectDir: string;
  readonly texts: ReadonlyMap<string, string>;
  readonly columns: readonly DeclaredColumn[];
}

function toRowSite(
  { file, node, className }: Site,
  { index, projectDir, texts, columns }: SiteReading,
): RowSite {
  const position = positionOf(projectDir, node) ?? { file: file.fileName, line: 1, column: 1 };
  // The compiler leaves a byte order mark out of its positions; everyone else counts it.
  const shift = texts.get(file.fileName)?.startsWith('\uFEFF') && !file.text.startsWith('\uFEFF') ? 1 : 0;
  return {
    index,
    file: file.fileName,
    start: node.getStart() + shift,
    end: node.end + shift,
    className,
    columns,
    position,
  };
}
