import type { DeclaredSchema } from '../../model/declared.ts';
import { COMPATIBILITY_LEVELS, SCHEMA_TYPES, type SchemaPointer } from '../../model/subject.ts';
import type { Declaration } from '../../sdk/registry.ts';
import { kindOf, membersOf, type Reading } from './reading.ts';

/** `schemaConfig` of a stream; null when there is none, or when it was reported. */
export function readSchema(
  reading: Reading,
  declaration: Declaration,
  what: string,
  value: unknown,
): DeclaredSchema | null {
  if (value === undefined || value === null) return null;
  const place = `schemaConfig of ${what}`;
  if (typeof value !== 'object') {
    if (!reading.reportMissing(declaration, place, value))
      reading.report(declaration, `${place} is ${kindOf(value)}, not an object`);
    return null;
  }
  const { kind, reference, compatibility } = membersOf(value);
  const before = reading.problems.length;
  const type = oneOf(SCHEMA_TYPES, kind);
  if (type === null)
    reading.report(declaration, `${place} is of no known kind`, `One of ${SCHEMA_TYPES.join(', ')}.`);
  const pointer = pointerOf(membersOf(reference));
  if (pointer === null)
    reading.report(
      declaration,
      `${place} names no schema`,
      "Write reference: { subjectLatest: 'clicks-value' }, { subject: 'clicks-value', version: 2 } or { id: 7 }.",
    );
  const level = oneOf(COMPATIBILITY_LEVELS, compatibility);
  if (level === null && compatibility !== undefined)
    reading.report(
      declaration,
      `${place} has an unknown compatibility`,
      `One of ${COMPATIBILITY_LEVELS.join(', ')}.`,
    );
  if (level !== null && (type !== 'JSON' || pointer?.by !== 'latest'))
    reading.report(
      declaration,
      `${place} sets the compatibility of a schema that is not made from the row type`,
      "That is done for kind 'JSON' with reference: { subjectLatest: … } only.",
    );
  if (type === null || pointer === null || reading.problems.length > before) return null;
  return { type, pointer, compatibility: level };
}

function oneOf<T extends string>(words: readonly T[], value: unknown): T | null {
  return words.find((word) => word === value) ?? null;
}

function pointerOf(reference: Readonly<Record<string, unknown>>): SchemaPointer | null {
  const { id, subjectLatest, subject, version } = reference;
  if (isWhole(id)) return { by: 'id', id };
  if (isName(subjectLatest)) return { by: 'latest', subject: subjectLatest };
  if (isName(subject) && isWhole(version)) return { by: 'version', subject, version };
  return null;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
