import { quoteName, quoteString } from '../../model/tokens.ts';
import { printName, type TypeArg, type TypeNode } from './type-text.ts';

/** The arguments of a JSON type: https://clickhouse.com/docs/sql-reference/data-types/newjson */
export interface JsonArguments {
  /** Paths with a file of their own before the rest is shared; null for the server's default, 1024. */
  readonly maxDynamicPaths: number | null;
  /** Types that one path may hold apart; null for the server's default, 32. */
  readonly maxDynamicTypes: number | null;
  /** Paths with a fixed type, by dotted path: `a.b` -> `UInt32`. */
  readonly typedPaths: readonly (readonly [path: string, type: string])[];
  /** Paths that are thrown away. */
  readonly skipPaths: readonly string[];
  /** Regular expressions of paths that are thrown away. */
  readonly skipRegexps: readonly string[];
}

/** `JSON(max_dynamic_types=…, max_dynamic_paths=…, a String, SKIP p, SKIP REGEXP 'r')`, in the order in which ClickHouse prints it. */
export function jsonType(parts: JsonArguments): TypeNode {
  const texts = [
    ...(parts.maxDynamicTypes === null ? [] : [`max_dynamic_types=${parts.maxDynamicTypes}`]),
    ...(parts.maxDynamicPaths === null ? [] : [`max_dynamic_paths=${parts.maxDynamicPaths}`]),
    ...[...parts.typedPaths].sort(byPath).map(([path, type]) => `${printPath(path)} ${type}`),
    ...[...parts.skipPaths].sort(byText).map((path) => `SKIP ${printPath(path)}`),
    ...parts.skipRegexps.map((pattern) => `SKIP REGEXP ${quoteString(pattern)}`),
  ];
  return {
    name: 'JSON',
    args: texts.length === 0 ? null : texts.map((text): TypeArg => ({ kind: 'text', text })),
  };
}

/** Words that begin an argument of another kind, so that a path of this name needs backticks. */
function printPath(path: string): string {
  return /^(?:skip|regexp)$/i.test(path) ? quoteName(path) : printName(path);
}

function byPath(one: readonly [string, string], other: readonly [string, string]): number {
  return byText(one[0], other[0]);
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
