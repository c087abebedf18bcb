import type { SourcePosition } from '../errors.ts';
import type { Address } from './address.ts';

export const SCHEMA_TYPES = ['JSON', 'AVRO', 'PROTOBUF'] as const;
export type SchemaType = (typeof SCHEMA_TYPES)[number];

/**
 * Which schemas may follow which:
 * https://docs.confluent.io/platform/current/schema-registry/fundamentals/schema-evolution.html
 */
export const COMPATIBILITY_LEVELS = [
  'NONE',
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
] as const;
export type CompatibilityLevel = (typeof COMPATIBILITY_LEVELS)[number];

/** What a level asks of a new version: against the one before it, or against all of them. */
const ASKED: Readonly<Record<CompatibilityLevel, readonly string[]>> = {
  NONE: [],
  BACKWARD: ['backward'],
  BACKWARD_TRANSITIVE: ['backward', 'backward of all'],
  FORWARD: ['forward'],
  FORWARD_TRANSITIVE: ['forward', 'forward of all'],
  FULL: ['backward', 'forward'],
  FULL_TRANSITIVE: ['backward', 'forward', 'backward of all', 'forward of all'],
};

/** Whether a level asks for all that another one asks for: what that one refuses, it refuses too. */
export function isAtLeastAsStrict(level: CompatibilityLevel, other: CompatibilityLevel): boolean {
  return ASKED[other].every((asked) => ASKED[level].includes(asked));
}

/** Another schema that a schema uses. */
export interface SchemaReference {
  /** What the schema calls it: a file name, a record's full name, a `$ref`. */
  readonly name: string;
  readonly subject: string;
  /** From 1; -1 for the latest. */
  readonly version: number;
}

/** A schema in its own language. */
export interface SchemaText {
  readonly type: SchemaType;
  readonly text: string;
  readonly references: readonly SchemaReference[];
}

/** How a stream names the schema of its messages. */
export type SchemaPointer =
  | { readonly by: 'id'; readonly id: number }
  | { readonly by: 'latest'; readonly subject: string }
  | { readonly by: 'version'; readonly subject: string; readonly version: number };

/** The schema of a topic's messages that is made from the row type. */
export interface TopicSchema {
  /** `clicks-value`. */
  readonly subject: string;
  /** JSON Schema on one line. */
  readonly text: string;
  /** Null leaves it to the registry; on the live side also where the code leaves it. */
  readonly compatibility: CompatibilityLevel | null;
}

/** What a schema registry is to hold. */
export interface Subject {
  readonly name: string;
  readonly schema: SchemaText;
  /** Null leaves it to the registry. */
  readonly compatibility: CompatibilityLevel | null;
}

/** A schema that must be in the registry already: of Avro and Protobuf, or of a fixed version. */
export interface RequiredSchema {
  readonly topic: Address;
  readonly type: SchemaType;
  readonly pointer: SchemaPointer;
  readonly source: SourcePosition | null;
}

/** The subject of a topic's schema. */
export function subjectOf({ subject, text, compatibility }: TopicSchema): Subject {
  return { name: subject, schema: { type: 'JSON', text, references: [] }, compatibility };
}

/** How a schema is named to people. */
export function describePointer(pointer: SchemaPointer): string {
  switch (pointer.by) {
    case 'id':
      return `schema ${pointer.id}`;
    case 'latest':
      return `the latest version of subject ${pointer.subject}`;
    case 'version':
      return `version ${pointer.version} of subject ${pointer.subject}`;
  }
}
