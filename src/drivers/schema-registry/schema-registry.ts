import * as z from 'zod';
import { AppError } from '../../errors.ts';
import {
  COMPATIBILITY_LEVELS,
  type CompatibilityLevel,
  describePointer,
  SCHEMA_TYPES,
  type SchemaPointer,
  type SchemaText,
} from '../../model/subject.ts';
import type { RegistryTarget } from '../../model/target.ts';
import { ask, askFor, type RegistryRequest } from './request.ts';

/** A schema that a registry holds. */
export interface RegisteredSchema {
  /** The same text has the same id in every subject. */
  readonly id: number;
  /** From 1; null for one that was asked for by id. */
  readonly version: number | null;
  readonly schema: SchemaText;
}

/** What a registry says of a schema that is to follow those it has. */
export type Compatibility =
  | { readonly is: 'compatible' }
  /** The subject has no version yet. */
  | { readonly is: 'first' }
  | { readonly is: 'incompatible'; readonly reasons: readonly string[] };

/**
 * A registry that speaks Confluent's API, as Redpanda's and Apicurio's do. Nothing is cached.
 * @see https://docs.confluent.io/platform/current/schema-registry/develop/api.html
 */
export interface SchemaRegistry {
  readonly target: RegistryTarget;
  /** The version that holds this very text; null for none. */
  lookUp(subject: string, schema: SchemaText): Promise<RegisteredSchema | null>;
  /** A schema by its place; null when there is none. */
  read(pointer: SchemaPointer): Promise<RegisteredSchema | null>;
  /** Whether a schema may follow those of the subject, by the subject's level as it is now. */
  check(subject: string, schema: SchemaText): Promise<Compatibility>;
  /** The level set on the subject itself; null when it has the registry's own. */
  readLevel(subject: string): Promise<CompatibilityLevel | null>;
  /** The level of every subject that has none of its own; null where the registry tells none. */
  readDefaultLevel(): Promise<CompatibilityLevel | null>;
  /** Null gives the subject the registry's own level again. */
  setLevel(subject: string, level: CompatibilityLevel | null): Promise<void>;
  /** Adds a version and answers its id; the same text twice is one version. @throws AppError REGISTRY_REFUSED */
  register(subject: string, schema: SchemaText): Promise<number>;
}

const reference = z.object({ name: z.string(), subject: z.string(), version: z.int() });
// Avro is the type of an answer that names none.
const schemaAnswer = z.object({
  id: z.int().optional(),
  version: z.int().optional(),
  schemaType: z.enum(SCHEMA_TYPES).nullish(),
  schema: z.string().optional(),
  references: z.array(reference).nullish(),
});
const checkAnswer = z.object({
  is_compatible: z.boolean(),
  messages: z.array(z.string()).nullish(),
  // Apicurio's word for it, one text.
  reason: z.string().nullish(),
});
const levelAnswer = z.object({ compatibilityLevel: z.enum(COMPATIBILITY_LEVELS) });
const idAnswer = z.object({ id: z.int() });

const NO_SUBJECT = 40401;
const NO_VERSION = 40402;
const NO_SCHEMA = 40403;
const NO_LEVEL = 40408;

/** Makes no connection: each request is on its own. */
export function openRegistry(target: RegistryTarget): SchemaRegistry {
  return {
    target,
    lookUp: (subject, schema) => lookUp(target, subject, schema),
    read: (pointer) => readSchema(target, pointer),
    check: (subject, schema) => check(target, subject, schema),
    readLevel: (subject) => readLevel(target, subject),
    readDefaultLevel: () => readLevel(target, null),
    setLevel: (subject, compatibility) => setLevel(target, subject, compatibility),
    register: async (subject, schema) => {
      const what = `the new schema of ${subject}`;
      const path = `/subjects/${encodeURIComponent(subject)}/versions`;
      return (await askFor(target, { method: 'POST', path, body: bodyOf(schema), what }, idAnswer)).id;
    },
  };
}

function bodyOf({ type, text, references }: SchemaText): object {
  return { schemaType: type, schema: text, ...(references.length === 0 ? {} : { references }) };
}

/** The answer, or null where the registry says that there is no such thing. */
async function orNull<T>(
  target: RegistryTarget,
  request: RegistryRequest,
  shape: z.ZodType<T>,
): Promise<T | null> {
  const answer = await ask(target, request, shape);
  if (answer.is === 'answered') return answer.value;
  if ([NO_SUBJECT, NO_VERSION, NO_SCHEMA, NO_LEVEL].includes(answer.code)) return null;
  throw new AppError(
    'REGISTRY_REFUSED',
    `The schema registry at ${target.url} refused ${request.what}: ${answer.text} (${answer.code})`,
    {
      hint: answer.status === 404 ? "Is schema_registry_url the root of the registry's Confluent API?" : null,
    },
  );
}

async function lookUp(
  target: RegistryTarget,
  subject: string,
  schema: SchemaText,
): Promise<RegisteredSchema | null> {
  const path = `/subjects/${encodeURIComponent(subject)}`;
  const request = { method: 'POST', path, body: bodyOf(schema), what: `the schema of ${subject}` } as const;
  const found = await orNull(target, request, schemaAnswer);
  if (found === null) return null;
  // Some answer without the text, which is the one that was asked for.
  return { id: found.id ?? 0, version: found.version ?? null, schema };
}

async function readSchema(target: RegistryTarget, pointer: SchemaPointer): Promise<RegisteredSchema | null> {
  const request = {
    method: 'GET',
    path: pathOf(pointer),
    body: null,
    what: describePointer(pointer),
  } as const;
  const found = await orNull(target, request, schemaAnswer);
  if (found === null) return null;
  const { schemaType, schema = '', references } = found;
  const id = pointer.by === 'id' ? pointer.id : (found.id ?? 0);
  return {
    id,
    version: found.version ?? null,
    schema: { type: schemaType ?? 'AVRO', text: schema, references: references ?? [] },
  };
}

function pathOf(pointer: SchemaPointer): string {
  if (pointer.by === 'id') return `/schemas/ids/${pointer.id}`;
  const version = pointer.by === 'latest' ? 'latest' : pointer.version;
  return `/subjects/${encodeURIComponent(pointer.subject)}/versions/${version}`;
}

async function check(target: RegistryTarget, subject: string, schema: SchemaText): Promise<Compatibility> {
  const path = `/compatibility/subjects/${encodeURIComponent(subject)}/versions/latest?verbose=true`;
  const what = `the compatibility of ${subject}`;
  const answer = await orNull(
    target,
    { method: 'POST', path, body: bodyOf(schema), what } as const,
    checkAnswer,
  );
  if (answer === null) return { is: 'first' };
  if (answer.is_compatible) return { is: 'compatible' };
  const reasons = answer.messages ?? (answer.reason ? [answer.reason] : []);
  return {
    is: 'incompatible',
    reasons: reasons.length === 0 ? ['the registry gives no reason'] : reasons,
  };
}

/** That of a subject; null asks for the registry's own. */
async function readLevel(target: RegistryTarget, subject: string | null): Promise<CompatibilityLevel | null> {
  const path = subject === null ? '/config' : `/config/${encodeURIComponent(subject)}`;
  const what = subject === null ? 'its compatibility level' : `the compatibility level of ${subject}`;
  const found = await orNull(target, { method: 'GET', path, body: null, what } as const, levelAnswer);
  return found?.compatibilityLevel ?? null;
}

async function setLevel(
  target: RegistryTarget,
  subject: string,
  compatibility: CompatibilityLevel | null,
): Promise<void> {
  const what = `the compatibility level of ${subject}`;
  const path = `/config/${encodeURIComponent(subject)}`;
  if (compatibility === null)
    await orNull(target, { method: 'DELETE', path, body: null, what } as const, z.unknown());
  else await askFor(target, { method: 'PUT', path, body: { compatibility }, what }, z.unknown());
}
