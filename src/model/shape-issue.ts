import type * as z from 'zod';
import { didYouMean } from './nearest-name.ts';

type Issue = z.core.$ZodIssue;

/**
 * The issue itself, or, where a value may have several forms and has one of them with faults inside, those faults.
 * Paths are from the root.
 */
export function specificIssues(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const inside = issue.errors.find((branch) =>
    branch.every((each) => each.path.length > 0 || each.code !== 'invalid_type'),
  );
  if (inside === undefined || inside.length === 0) return [issue];
  return inside.flatMap((each) => specificIssues({ ...each, path: [...issue.path, ...each.path] }));
}

/** What zod says is wrong, as the end of a sentence that begins with the name of the key; never the value itself. */
export function describeIssue(issue: Issue, root: unknown): string {
  const found = valueAt(root, issue.path);
  if (issue.code !== 'custom' && found === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${withArticle(issue.expected)}, not ${nameOf(found)}`;
    case 'invalid_union': {
      const expected = new Set(
        issue.errors
          .flat()
          .map((each) => (each.code === 'invalid_type' ? withArticle(each.expected) : each.message)),
      );
      return `must be ${[...expected].join(' or ')}, not ${nameOf(found)}`;
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      return `must be one of ${values.join(', ')}${typeof found === 'string' ? didYouMean(found, values) : ''}`;
    }
    case 'too_small':
      return `must be at least ${issue.minimum}${issue.origin === 'string' ? ' character long' : ''}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

/** The value at a path of plain data, or undefined. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function nameOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  return withArticle(typeof value);
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  bigint: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a group of keys',
  record: 'a group of keys',
  null: 'empty',
};

function withArticle(kind: string): string {
  return NAMES[kind] ?? kind;
}
