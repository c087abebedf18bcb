import { AppError } from '../../errors.ts';
import { type EnumMember, enumType } from './enum.ts';
import { jsonType } from './json-type.ts';
import { lowCardinality, nullable } from './nullability.ts';
import { parseType, printType, type TypeArg, type TypeNode, typeOf } from './type-text.ts';

/**
 * Turns a `data_type` of Moose's files into ClickHouse's text. Read are its own encoding (`{elementType, elementNullable}`,
 * `{name, values}`, `{name, columns}`, `{fields}`, `{keyType, valueType}`, `{nullable}`, the options of JSON), the one of its
 * documentation (`{Nullable: …}`, `{Array: …}`, `{Enum: …}`, `{LowCardinality: …}`…) and plain text.
 * A plain string is ClickHouse's own text and stays, but for words that ClickHouse does not have (`Float`, `DateTime(9)`, `Date16`);
 * inside Moose's objects words are Moose's, where `Date` is Date32: see {@link fromMooseWord}.
 * @throws AppError FILE_INVALID for anything else
 */
export function fromMooseForm(json: unknown): string {
  if (typeof json === 'string') return OWN_WORDS[json] ?? printType(precise(read(json)));
  return printType(fromForm(json));
}

/** Turns one of Moose's type words into ClickHouse's text: `Date` -> `Date32`, `DateTime` -> `DateTime('UTC')`, `Json` -> `JSON`. */
export function fromMooseWord(word: string): string {
  return WORDS[word] ?? fromMooseForm(word);
}

/**
 * The type of a column object in Moose's files, with `required`, and the annotations that change the type (LowCardinality,
 * aggregationFunction, simpleAggregationFunction).
 * @throws AppError FILE_INVALID when `data_type` is missing or of an unknown form
 */
export function mooseColumnType(column: unknown): string {
  return printType(fromColumn(column));
}

/** Words of Moose that ClickHouse does not know, so that they cannot be meant otherwise. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  Boolean: 'Bool',
  Int: 'Int64',
  Float: 'Float64',
  Json: 'JSON',
  Date16: 'Date',
  Bytes: 'String',
};

const WORDS: Readonly<Record<string, string>> = { ...OWN_WORDS, Date: 'Date32', DateTime: "DateTime('UTC')" };

type Form = Readonly<Record<string, unknown>>;

function fromForm(json: unknown): TypeNode {
  if (typeof json === 'string') return precise(read(WORDS[json] ?? json));
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw unknownForm(json);
  const form = json as Form;
  const node = fromOwnForm(form) ?? fromDocumentedForm(form);
  if (node === null) throw unknownForm(json);
  return node;
}

/** `DateTime(9)` and the like are Moose's spelling of DateTime64; ClickHouse would read the number as a time zone. */
function precise(node: TypeNode): TypeNode {
  const [first] = node.args ?? [];
  const isPrecision = node.name === 'DateTime' && first?.kind === 'text' && /^\d+$/.test(first.text);
  return isPrecision ? { ...node, name: 'DateTime64' } : node;
}

/** The encoding of the map itself: an object recognised by its keys. */
function fromOwnForm(form: Form): TypeNode | null {
  if ('nullable' in form) return nullable(fromForm(form.nullable));
  if ('elementType' in form) return arrayOf(form.elementType, form.elementNullable === true);
  if ('keyType' in form && 'valueType' in form)
    return typeOf('Map', fromForm(form.keyType), fromForm(form.valueType));
  if (Array.isArray(form.values)) return fromEnum(form.values);
  if (Array.isArray(form.columns)) return { name: 'Nested', args: form.columns.map(fromNestedColumn) };
  if (Array.isArray(form.fields)) return { name: 'Tuple', args: form.fields.map(fromField) };
  return JSON_KEYS.some((key) => key in form) ? fromJson(form) : null;
}

/** The encoding of the pages on plan files: one capitalised key. */
function fromDocumentedForm(form: Form): TypeNode | null {
  const [key, ...others] = Object.keys(form);
  if (key === undefined || others.length > 0) return null;
  const content = form[key];
  const isObject = typeof content === 'object' && content !== null && !Array.isArray(content);
  const inside = isObject ? (content as Form) : {};
  switch (key) {
    case 'Nullable':
      return nullable(fromForm(inside.nullable ?? content));
    case 'LowCardinality':
      return cardinal(fromForm(inside.inner ?? inside.type ?? inside.lowCardinality ?? content));
    case 'Array':
      return arrayOf(
        inside.elementType ?? inside.element_type ?? content,
        (inside.elementNullable ?? inside.element_nullable) === true,
      );
    case 'Map':
      return typeOf(
        'Map',
        fromForm(inside.keyType ?? inside.key_type),
        fromForm(inside.valueType ?? inside.value_type),
      );
    case 'Enum':
    case 'Nested':
    case 'Tuple':
    case 'NamedTuple':
      return fromOwnForm(inside);
    case 'Json':
    case 'JSON':
      return fromJson(inside);
    case 'Decimal':
      return { name: key, args: [text(inside.precision ?? 10), text(inside.scale ?? 0)] };
    case 'FixedString':
      return { name: key, args: [text(inside.length ?? content)] };
    default:
      return null;
  }
}

function arrayOf(element: unknown, isNullable: boolean): TypeNode {
  const type = fromForm(element);
  return typeOf('Array', isNullable ? nullable(type) : type);
}

function cardinal(type: TypeNode): TypeNode {
  return lowCardinality(type) ?? typeOf('LowCardinality', type);
}

/** Members are `{name, value: {Int: n}}` or `{name, value: {String: s}}`; those with a text are numbered 1, 2, … by position. */
function fromEnum(values: readonly unknown[]): TypeNode {
  const members = values.map((entry, at): EnumMember => {
    if (typeof entry === 'string') return { label: entry, value: at + 1 };
    const { name, value } = (entry ?? {}) as { readonly name?: unknown; readonly value?: unknown };
    const held = typeof value === 'object' && value !== null ? (value as Form) : { Int: value };
    if (typeof held.Int === 'number' && typeof name === 'string') return { label: name, value: held.Int };
    if (typeof held.String === 'string') return { label: held.String, value: at + 1 };
    throw unknownForm(entry);
  });
  return enumType(members, false);
}

function fromNestedColumn(column: unknown): TypeArg {
  const name = (column as Form | null)?.name;
  if (typeof name !== 'string') throw unknownForm(column);
  return { kind: 'type', name, type: fromColumn(column) };
}

function fromField(field: unknown): TypeArg {
  const [name, type] = Array.isArray(field) ? (field as readonly unknown[]) : [];
  if (typeof name !== 'string') throw unknownForm(field);
  return { kind: 'type', name, type: fromForm(type) };
}

const JSON_KEYS = ['max_dynamic_paths', 'max_dynamic_types', 'typed_paths', 'skip_paths', 'skip_regexps'];

function fromJson(form: Form): TypeNode {
  const list = (key: string): readonly unknown[] =>
    Array.isArray(form[key]) ? (form[key] as readonly unknown[]) : [];
  const count = (key: string): number | null => (typeof form[key] === 'number' ? form[key] : null);
  return jsonType({
    maxDynamicPaths: count('max_dynamic_paths'),
    maxDynamicTypes: count('max_dynamic_types'),
    typedPaths: list('typed_paths').map((pair) => {
      const [path, type] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
      if (typeof path !== 'string') throw unknownForm(pair);
      return [path, printType(fromForm(type))];
    }),
    skipPaths: list('skip_paths').map(String),
    skipRegexps: list('skip_regexps').map(String),
  });
}

function fromColumn(column: unknown): TypeNode {
  if (typeof column !== 'object' || column === null || !('data_type' in column)) throw unknownForm(column);
  const form = column as Form;
  const annotations = new Map(
    Array.isArray(form.annotations) ? (form.annotations as readonly (readonly [string, unknown])[]) : [],
  );
  const base =
    typeof form.data_type === 'string'
      ? precise(read(fromMooseWord(form.data_type)))
      : fromForm(form.data_type);
  const type =
    aggregated(annotations) ?? (annotations.get('LowCardinality') === true ? cardinal(base) : base);
  return form.required === false ? nullable(type) : type;
}

function aggregated(annotations: ReadonlyMap<string, unknown>): TypeNode | null {
  const full = annotations.get('aggregationFunction') as Form | undefined;
  if (full !== undefined)
    return aggregateType(
      'AggregateFunction',
      full.functionName,
      Array.isArray(full.argumentTypes) ? full.argumentTypes : [],
    );
  const simple = annotations.get('simpleAggregationFunction') as Form | undefined;
  return simple === undefined
    ? null
    : aggregateType('SimpleAggregateFunction', simple.functionName, [simple.argumentType]);
}

function aggregateType(family: string, name: unknown, types: readonly unknown[]): TypeNode {
  if (typeof name !== 'string') throw unknownForm(name);
  return {
    name: family,
    args: [text(name), ...types.map((type): TypeArg => ({ kind: 'type', name: null, type: fromForm(type) }))],
  };
}

function text(value: unknown): TypeArg {
  return { kind: 'text', text: String(value) };
}

function read(type: string): TypeNode {
  try {
    return parseType(type);
  } catch (cause) {
    throw unknownForm(type, cause);
  }
}

function unknownForm(json: unknown, cause?: unknown): AppError {
  const shown = JSON.stringify(json) ?? String(json);
  return new AppError(
    'FILE_INVALID',
    `\`${shown.length > 120 ? `${shown.slice(0, 120)}…` : shown}\` is not a data type that we can read`,
    {
      hint: 'Write it as ClickHouse does, such as `LowCardinality(Nullable(String))`.',
      cause,
    },
  );
}
