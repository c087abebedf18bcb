import { lowCardinality, notNullable, nullable } from '../../facets/types/nullability.ts';
import {
  innerTypes,
  parseType,
  printType,
  type TypeArg,
  type TypeNode,
  textArgs,
} from '../../facets/types/type-text.ts';
import { stringValue } from '../../model/tokens.ts';
import type { Enums } from './enum-source.ts';
import { jsonSource } from './json-source.ts';
import { rawType } from './raw-type.ts';
import { stringLiteral } from './ts-text.ts';
import { named, orNull, type TsMember, type TsType, tag, withTags } from './ts-type.ts';
import { TYPE_WORDS } from './type-words.ts';

/** A column's type as TypeScript; NULL is said apart, as there are two ways to say it. */
export interface ColumnTypeSource {
  readonly type: TsType;
  readonly isNullable: boolean;
}

/** Writes a ClickHouse type as TypeScript that is read back to the same; in ClickHouse's own words where nothing nicer says it. */
export function columnTypeSource(text: string, enums: Enums): ColumnTypeSource {
  const node = parseType(text);
  const bare = withoutNull(node);
  const whole = bare === null ? node : bare;
  return { type: valueSource(whole, enums), isNullable: bare !== null };
}

/** The type without its Nullable, when putting `| null` behind it says exactly that; else null. */
function withoutNull(node: TypeNode): TypeNode | null {
  const bare = node.name === 'SimpleAggregateFunction' ? withoutNullInside(node) : notNullable(node);
  const isNullable = printType(bare) !== printType(node);
  return isNullable && printType(nullable(bare)) === printType(node) ? bare : null;
}

function withoutNullInside(node: TypeNode): TypeNode {
  const args = (node.args ?? []).map(
    (arg): TypeArg => (arg.kind === 'type' ? { ...arg, type: notNullable(arg.type) } : arg),
  );
  return { ...node, args };
}

function innerSource(node: TypeNode, enums: Enums): TsType {
  const bare = withoutNull(node);
  return bare === null ? valueSource(node, enums) : orNull(valueSource(bare, enums));
}

/** A type that is not nullable itself. */
function valueSource(node: TypeNode, enums: Enums): TsType {
  const word = node.args === null ? TYPE_WORDS[node.name] : undefined;
  return word ?? composedSource(node, enums) ?? rawType(node);
}

function composedSource(node: TypeNode, enums: Enums): TsType | null {
  const inner = innerTypes(node);
  switch (node.name) {
    case 'Array':
      return arraySource(inner, enums);
    case 'Map':
      return mapSource(inner, enums);
    case 'Tuple':
      return tupleSource(node, enums);
    case 'Nested':
      return objectSource(node, enums);
    case 'LowCardinality':
      return lowCardinalitySource(node, inner, enums);
    case 'SimpleAggregateFunction':
      return simpleAggregateSource(node, inner, enums);
    case 'AggregateFunction':
      return aggregateSource(node, inner, enums);
    case 'Variant':
      return inner.some(({ name }) => name === 'Nested')
        ? null
        : tag('Variant', { kind: 'tuple', elements: inner.map((type) => innerSource(type, enums)) });
    case 'JSON':
      return jsonSource(node, (type) => innerSource(type, enums));
    case 'Enum8':
    case 'Enum16':
      return enums.sourceOf(node);
    case 'QBit':
      return vectorSource(textArgs(node));
    default:
      return parametricSource(node);
  }
}

function arraySource([element]: readonly TypeNode[], enums: Enums): TsType | null {
  return element === undefined ? null : { kind: 'array', element: innerSource(element, enums) };
}

/** What TypeScript takes for a key: texts and numbers. */
const KEYS = /^(?:String|FixedString|UUID|IPv4|IPv6|Date|Date32|U?Int(?:8|16|32|64)|Float32|Float64)$/;

function mapSource([key, value]: readonly TypeNode[], enums: Enums): TsType | null {
  if (key === undefined || value === undefined) return null;
  const plain = key.name === 'LowCardinality' ? innerTypes(key)[0] : key;
  if (plain === undefined || !KEYS.test(plain.name)) return null;
  return {
    kind: 'generic',
    name: 'Record',
    sdk: false,
    args: [innerSource(key, enums), innerSource(value, enums)],
  };
}

function tupleSource(node: TypeNode, enums: Enums): TsType | null {
  const args = node.args ?? [];
  const isNamed = args.some((arg) => arg.kind === 'type' && arg.name !== null);
  if (isNamed) {
    const object = objectSource(node, enums);
    return object === null ? null : withTags(object, [tag('ClickHouseNamedTuple')]);
  }
  if (args.length === 0) return null;
  return { kind: 'tuple', elements: innerTypes(node).map((type) => innerSource(type, enums)) };
}

function objectSource(node: TypeNode, enums: Enums): TsType | null {
  const members = (node.args ?? []).flatMap((arg): readonly TsMember[] =>
    arg.kind === 'type' && arg.name !== null ? [{ name: arg.name, type: innerSource(arg.type, enums) }] : [],
  );
  const names = new Set(members.map(({ name }) => name));
  const isWhole = members.length > 0 && members.length === node.args?.length && names.size === members.length;
  return isWhole ? { kind: 'object', members } : null;
}

function lowCardinalitySource(node: TypeNode, [inner]: readonly TypeNode[], enums: Enums): TsType | null {
  const again = inner === undefined ? null : lowCardinality(inner);
  if (inner === undefined || again === null || printType(again) !== printType(node)) return null;
  return withTags(valueSource(inner, enums), [tag('LowCardinality')]);
}

/** The type of the column itself is the argument: `UInt64 & SimpleAggregated<'sum'>`. */
function simpleAggregateSource(node: TypeNode, inner: readonly TypeNode[], enums: Enums): TsType | null {
  const [name, ...others] = textArgs(node);
  const [argument] = inner;
  if (name === undefined || others.length > 0 || argument === undefined || inner.length > 1) return null;
  if (argument.name === 'Nullable' || argument.name === 'Nested') return null;
  return withTags(valueSource(argument, enums), [tag('SimpleAggregated', named(stringLiteral(name)))]);
}

/** Nobody reads such a state as it is, so that its JavaScript type says little: it comes as text. */
function aggregateSource(node: TypeNode, inner: readonly TypeNode[], enums: Enums): TsType | null {
  const [name, ...others] = textArgs(node);
  if (
    name === undefined ||
    /^\d+$/.test(name) ||
    others.length > 0 ||
    inner.some((type) => type.name === 'Nested')
  )
    return null;
  const elements = inner.map((type) => innerSource(type, enums));
  const args = [
    named(stringLiteral(name)),
    ...(elements.length === 0 ? [] : [{ kind: 'tuple', elements } as const]),
  ];
  return withTags(named('string'), [tag('Aggregated', ...args)]);
}

function parametricSource(node: TypeNode): TsType | null {
  const args = textArgs(node);
  const numbers = args.filter((arg) => /^\d+$/.test(arg)).map(named);
  const zones = args
    .filter((arg) => arg.startsWith("'"))
    .map((arg) => named(stringLiteral(stringValue(arg))));
  if (numbers.length + zones.length !== args.length) return dynamicSource(node, args);
  switch (`${node.name} ${numbers.length} ${zones.length}`) {
    case 'FixedString 1 0':
    case 'Decimal 2 0':
    case 'Time64 1 0':
    case 'DateTime64 1 0':
    case 'DateTime64 1 1':
      return tag(node.name, ...numbers, ...zones);
    case 'DateTime 0 1':
      return args[0] === "'UTC'" ? named('Date') : tag('DateTime', ...zones);
    default:
      return null;
  }
}

function vectorSource([element = '', length = '', ...others]: readonly string[]): TsType | null {
  const isPlain = /^(?:BFloat16|Float32|Float64)$/.test(element) && /^\d+$/.test(length);
  return isPlain && others.length === 0 ? tag('QBit', named(stringLiteral(element)), named(length)) : null;
}

function dynamicSource(node: TypeNode, [only = '']: readonly string[]): TsType | null {
  const maximum = node.name === 'Dynamic' ? /^max_types\s*=\s*(\d+)$/.exec(only)?.[1] : undefined;
  return maximum === undefined ? null : tag('Dynamic', named(maximum));
}
