import { enumMembers, isEnum } from './enum.ts';
import { integerShape } from './numbers.ts';
import { innerTypes, parseType, type TypeNode } from './type-text.ts';

/** A column of a message. */
export interface SchemaColumn {
  readonly name: string;
  /** Complete ClickHouse type. */
  readonly type: string;
  /** A message may leave it out. */
  readonly isOptional: boolean;
}

type JsonSchema = { readonly [key: string]: unknown };

/**
 * The JSON Schema of messages with these columns, as JSON on one line; the same columns give the same text. Columns that may be
 * null may also be left out. Messages hold nothing besides the columns.
 * @see https://json-schema.org/draft-07/json-schema-release-notes
 */
export function jsonSchemaText(title: string, columns: readonly SchemaColumn[]): string {
  // Draft 7 is what the registries' checks of compatibility understand best.
  const head = { $schema: 'http://json-schema.org/draft-07/schema#', title };
  return JSON.stringify({ ...head, ...objectSchema(columns.map(member)) });
}

interface Member {
  readonly name: string;
  readonly node: TypeNode;
  readonly isOptional: boolean;
}

function member({ name, type, isOptional }: SchemaColumn): Member {
  return { name, node: parseType(type), isOptional };
}

function objectSchema(members: readonly Member[]): JsonSchema {
  const properties = Object.fromEntries(members.map(({ name, node }) => [name, schemaOf(node)]));
  const required = members
    .filter(({ node, isOptional }) => !isOptional && !takesNull(node))
    .map(({ name }) => name);
  // Registries let a schema that is open to other members never get a new one: it could have been there with another type.
  const closed = { properties, additionalProperties: false };
  return { type: 'object', ...closed, ...(required.length === 0 ? {} : { required }) };
}

function takesNull(node: TypeNode): boolean {
  const [inner] = innerTypes(node);
  return node.name === 'Nullable' || (node.name === 'LowCardinality' && inner?.name === 'Nullable');
}

function schemaOf(node: TypeNode): JsonSchema {
  if (isEnum(node)) return { type: 'string', enum: enumMembers(node).map(({ label }) => label) };
  const integer = integerShape(node);
  // Numbers of more than 64 bits stand in texts as a rule.
  if (integer !== null) return { type: integer.bits <= 64 ? 'integer' : ['integer', 'string'] };
  return SCALARS[node.name] ?? composite(node);
}

const TEXT: JsonSchema = { type: 'string' };
const NUMBER: JsonSchema = { type: 'number' };
const EXACT: JsonSchema = { type: ['number', 'string'] };
const TIME: JsonSchema = { type: 'string', format: 'date-time' };
const DAY: JsonSchema = { type: 'string', format: 'date' };

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  String: TEXT,
  FixedString: TEXT,
  UUID: { type: 'string', format: 'uuid' },
  IPv4: { type: 'string', format: 'ipv4' },
  IPv6: { type: 'string', format: 'ipv6' },
  Bool: { type: 'boolean' },
  Float32: NUMBER,
  Float64: NUMBER,
  BFloat16: NUMBER,
  Decimal: EXACT,
  Decimal32: EXACT,
  Decimal64: EXACT,
  Decimal128: EXACT,
  Decimal256: EXACT,
  Date: DAY,
  Date32: DAY,
  DateTime: TIME,
  DateTime64: TIME,
  JSON: { type: 'object' },
};

function composite(node: TypeNode): JsonSchema {
  const [first, second] = innerTypes(node);
  if (first === undefined) return {};
  switch (node.name) {
    case 'Nullable':
      return orNull(schemaOf(first));
    case 'LowCardinality':
      return schemaOf(first);
    case 'Array':
      return { type: 'array', items: schemaOf(first) };
    case 'Map':
      return { type: 'object', additionalProperties: second === undefined ? {} : schemaOf(second) };
    case 'Nested':
      return { type: 'array', items: elements(node) };
    case 'Tuple':
      return elements(node);
    default:
      return {};
  }
}

function orNull(schema: JsonSchema): JsonSchema {
  const { type } = schema;
  if ('enum' in schema || type === undefined) return { anyOf: [schema, { type: 'null' }] };
  return { ...schema, type: [...(Array.isArray(type) ? type : [type]), 'null'] };
}

/** Named elements are an object, others a list. */
function elements(node: TypeNode): JsonSchema {
  const args = (node.args ?? []).flatMap((arg) => (arg.kind === 'type' ? [arg] : []));
  const members = args.flatMap(({ name, type }) =>
    name === null ? [] : [{ name, node: type, isOptional: false }],
  );
  if (members.length === args.length) return objectSchema(members);
  return { type: 'array', items: args.map(({ type }) => schemaOf(type)) };
}
