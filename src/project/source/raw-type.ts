import { printType, type TypeNode } from '../../facets/types/type-text.ts';
import { stringLiteral } from './ts-text.ts';
import { named, type TsType, tag, withTags } from './ts-type.ts';

const NUMBERS = /^(?:U?Int(?:8|16|32|64)|B?Float(?:16|32|64)|Interval\w+)$/;

/** What JavaScript gets for a value, roughly. */
function javaScriptType({ name, args }: TypeNode): TsType {
  const [inner] = args ?? [];
  if ((name === 'Nullable' || name === 'LowCardinality') && inner?.kind === 'type')
    return javaScriptType(inner.type);
  if (NUMBERS.test(name)) return named('number');
  if (/^DateTime/.test(name)) return named('Date');
  if (/^(?:Array|Tuple|QBit|Geometry)$/.test(name)) return { kind: 'array', element: named('unknown') };
  if (/^(?:Map|Nested|JSON|Object)$/.test(name))
    return { kind: 'generic', name: 'Record', sdk: false, args: [named('string'), named('unknown')] };
  return named('string');
}

/** A type in ClickHouse's own words, for what has no other. */
export function rawType(node: TypeNode): TsType {
  return withTags(javaScriptType(node), [tag('ClickHouseType', named(stringLiteral(printType(node))))]);
}
