import { AppError } from '../../errors.ts';
import {
  type CompatibilityLevel,
  describePointer,
  type RequiredSchema,
  type SchemaType,
  type Subject,
} from '../../model/subject.ts';
import type { Compatibility, SchemaRegistry } from './schema-registry.ts';

/** A subject as a registry has it now, against what is wanted. */
export interface SubjectFinding {
  readonly subject: Subject;
  /** The version that holds the wanted schema; null when none does. */
  readonly version: number | null;
  /** The level of now, where another one is wanted; `own` null means the registry's. Null when nothing is to be done. */
  readonly level: { readonly before: CompatibilityLevel | null; readonly after: CompatibilityLevel } | null;
  /** By the level of now; null where the schema is registered already. */
  readonly compatibility: Compatibility | null;
  /** The level that `compatibility` was judged by; null where there was nothing to judge, or nobody tells. */
  readonly judgedBy: CompatibilityLevel | null;
}

/** Looks first, changes nothing: what {@link registerSubject} would do. */
export async function findSubject(registry: SchemaRegistry, subject: Subject): Promise<SubjectFinding> {
  const { name, schema, compatibility: wanted } = subject;
  const found = await registry.lookUp(name, schema);
  const compatibility = found === null ? await registry.check(name, schema) : null;
  const isJudged = compatibility !== null && compatibility.is !== 'first';
  const own = wanted === null && !isJudged ? null : await registry.readLevel(name);
  return {
    subject,
    version: found === null ? null : (found.version ?? 1),
    level: wanted === null || wanted === own ? null : { before: own, after: wanted },
    compatibility,
    judgedBy: isJudged ? (own ?? (await registry.readDefaultLevel())) : null,
  };
}

/** What became of a subject. */
export type SubjectOutcome =
  | { readonly is: 'same' }
  | { readonly is: 'done'; readonly id: number | null }
  | { readonly is: 'incompatible'; readonly reasons: readonly string[] };

/**
 * Brings one subject to what is wanted: the level first, so that the registry judges the new version by it; where it
 * refuses that version, the level becomes again what it was. Running it again does nothing.
 * @throws AppError REGISTRY_REFUSED, TARGET_UNREACHABLE, TARGET_DENIED
 */
export async function registerSubject(registry: SchemaRegistry, subject: Subject): Promise<SubjectOutcome> {
  const { name, schema, compatibility } = subject;
  const own = compatibility === null ? null : await registry.readLevel(name);
  const isOtherLevel = compatibility !== null && own !== compatibility;
  if (isOtherLevel) await registry.setLevel(name, compatibility);
  if ((await registry.lookUp(name, schema)) !== null)
    return isOtherLevel ? { is: 'done', id: null } : { is: 'same' };
  const verdict = await registry.check(name, schema);
  if (verdict.is === 'incompatible') {
    if (isOtherLevel) await registry.setLevel(name, own);
    return verdict;
  }
  return { is: 'done', id: await registry.register(name, schema) };
}

/**
 * Subjects so that each comes after those that its schema refers to; else in the order given.
 * @throws AppError DECLARATION_INVALID when they refer to each other in a circle
 */
export function inReferenceOrder(subjects: readonly Subject[]): readonly Subject[] {
  const byName = new Map(subjects.map((subject) => [subject.name, subject]));
  const ordered = new Set<Subject>();
  const visit = (subject: Subject, path: readonly string[]): void => {
    if (ordered.has(subject)) return;
    if (path.includes(subject.name))
      throw new AppError(
        'DECLARATION_INVALID',
        `Schemas refer to each other in a circle: ${[...path, subject.name].join(' -> ')}`,
      );
    for (const { subject: name } of subject.schema.references) {
      const needed = byName.get(name);
      if (needed !== undefined) visit(needed, [...path, subject.name]);
    }
    ordered.add(subject);
  };
  for (const subject of subjects) visit(subject, []);
  return [...ordered];
}

/** A schema that code relies on and that the registry does not give. */
export interface MissingSchema {
  readonly required: RequiredSchema;
  readonly because: string;
}

/** Which of these schemas are not there, or are of another language. */
export async function findMissingSchemas(
  registry: SchemaRegistry,
  required: readonly RequiredSchema[],
): Promise<readonly MissingSchema[]> {
  const missing: MissingSchema[] = [];
  for (const each of required) {
    const found = await registry.read(each.pointer);
    const because = faultOf(each, found?.schema.type ?? null);
    if (because !== null) missing.push({ required: each, because });
  }
  return missing;
}

function faultOf({ pointer, type }: RequiredSchema, found: SchemaType | null): string | null {
  if (found === null) return `the registry has no ${describePointer(pointer).replace(/^the /, '')}`;
  return found === type ? null : `${describePointer(pointer)} is ${found}, the code says ${type}`;
}
