import { type Problem, problem, type SourcePosition } from '../../errors.ts';
import type { DeclaredColumn } from '../../model/declared.ts';
import { LIFE_CYCLES, type LifeCycle } from '../../model/life-cycle.ts';
import { didYouMean } from '../../model/nearest-name.ts';
import { type Declaration, siteOf } from '../../sdk/registry.ts';
import { columnsFromZod, type ZodColumns } from '../extract/zod-columns.ts';
import type { LoadedProject } from '../load/index.ts';
import { missingHint, shortPath } from '../load/run.ts';
import { frameAt } from '../load/stack-positions.ts';
import { missingImportOf } from '../load/stand-in.ts';
import { fieldPlace } from './schema-places.ts';

/** Reads what a run has declared; what is wrong is collected. */
export class Reading {
  readonly problems: Problem[] = [];
  /** What is worth knowing and stops nothing, one line each. */
  readonly notices: string[] = [];
  private readonly places = new Map<Declaration, SourcePosition | null>();

  constructor(
    readonly loaded: LoadedProject,
    readonly projectDir: string,
  ) {}

  /** Declarations of one kind, in the order in which they were made. */
  declared(kind: Declaration['kind']): readonly Declaration[] {
    return this.loaded.registry.declarations.filter((declaration) => declaration.kind === kind);
  }

  /** Where something was declared: its `new X<T>(…)` call, or else what the stack says. */
  positionOf(declaration: Declaration): SourcePosition | null {
    const known = this.places.get(declaration);
    if (known !== undefined) return known;
    const site = siteOf(this.loaded.registry, declaration.object);
    const position =
      this.loaded.sites[site ?? -1]?.position ?? this.loaded.positions.positionOf(declaration.trace.stack);
    this.places.set(declaration, position);
    return position;
  }

  /** Whether a row type could not be read: then columns are missing, which is reported already. */
  get lacksColumns(): boolean {
    return this.loaded.problems.some(({ code }) => code === 'TYPE_UNSUPPORTED' || code === 'TYPE_UNRESOLVED');
  }

  /** Columns of the type argument; empty when there is none. */
  siteColumns(declaration: Declaration): readonly DeclaredColumn[] {
    const site = siteOf(this.loaded.registry, declaration.object);
    return this.loaded.sites[site ?? -1]?.columns ?? [];
  }

  report(declaration: Declaration, message: string, hint: string | null = null): void {
    const position = this.positionOf(declaration);
    const frame = position === null ? null : frameAt(position, this.projectDir);
    this.problems.push(problem('DECLARATION_INVALID', message, { hint, position, frame }));
  }

  /** The columns of a zod schema; what is wrong with it is reported, where the field is written as far as that can be told. */
  zodColumns(declaration: Declaration, schema: unknown): ZodColumns {
    const { files } = this.loaded;
    const read = columnsFromZod(schema, this.positionOf(declaration), (field) =>
      fieldPlace(field, files, this.projectDir),
    );
    const framed = read.problems.map((found) => ({
      ...found,
      frame: found.position === null ? null : frameAt(found.position, this.projectDir),
    }));
    this.problems.push(...framed);
    return { ...read, problems: framed };
  }

  /** Reports a value that comes from a missing package, and tells whether it was one. */
  reportMissing(declaration: Declaration, what: string, value: unknown): boolean {
    const missing = missingImportOf(value);
    if (missing === null) return false;
    const where = missing.importer === '' ? '' : ` (imported in ${shortPath(missing, this.projectDir)})`;
    this.report(
      declaration,
      `${what} comes from ${missing.name}${where}, which ${missing.reason}`,
      missingHint(missing),
    );
    return true;
  }

  /** A text, or null when there is none; anything else is reported. */
  text(declaration: Declaration, what: string, value: unknown): string | null {
    if (value === undefined || value === null) return null;
    if (typeof value === 'string') return value;
    if (!this.reportMissing(declaration, what, value))
      this.report(declaration, `${what} is ${kindOf(value)}, not a text`);
    return null;
  }

  /** The name of an object; the empty text when it has none, which is reported. */
  name(declaration: Declaration, what: string, value: unknown): string {
    const before = this.problems.length;
    const name = this.text(declaration, `the name of ${what}`, value) ?? '';
    if (name === '' && this.problems.length === before) this.report(declaration, `${what} has no name`);
    return name;
  }

  /** A life cycle; FULLY_MANAGED when none is given. */
  lifeCycle(declaration: Declaration, what: string, value: unknown): LifeCycle {
    if (value === undefined || value === null) return 'FULLY_MANAGED';
    const known = LIFE_CYCLES.find((lifeCycle) => lifeCycle === value);
    if (known !== undefined) return known;
    if (!this.reportMissing(declaration, `the life cycle of ${what}`, value)) {
      const written = String(value);
      this.report(
        declaration,
        `${what} has the unknown life cycle "${written}"${didYouMean(written, LIFE_CYCLES)}`,
        `One of ${LIFE_CYCLES.join(', ')}.`,
      );
    }
    return 'FULLY_MANAGED';
  }
}

/** What a value is, for a person: `a number`, `a list`. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The members of an object that came out of user code. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
