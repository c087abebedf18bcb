import type * as z from 'zod';
import { AppError } from '../errors.ts';
import { didYouMeanOneOf } from '../model/nearest-name.ts';
import { describeIssue, specificIssues } from '../model/shape-issue.ts';
import type { Path } from './reading.ts';

/** Where problems with the contents of a document go. */
export type Fault = (path: Path, message: string, hint?: string | null) => void;

/** Checks a value against a shape; every fault is told with its path from the root of the document. Null when there is one. */
export function checkShape<T>(shape: z.ZodType<T>, value: unknown, at: Path, fault: Fault): T | null {
  const checked = shape.safeParse(value);
  if (checked.success) return checked.data;
  for (const issue of checked.error.issues.flatMap(specificIssues)) {
    const path = issue.path.map((key) => (typeof key === 'symbol' ? key.toString() : key));
    if (issue.code === 'unrecognized_keys') tellUnknownKeys(issue.keys, shape, [...at, ...path], path, fault);
    else
      fault([...at, ...path], `${nameOf([...at, ...path])} ${describeIssue(issue, value)}`, hintFor(issue));
  }
  return null;
}

/** @throws AppError FILE_INVALID for a file of a version that did not exist yet. */
export function refuseLaterVersion(content: unknown, known: number, file: string): void {
  const version: unknown =
    typeof content === 'object' && content !== null ? Reflect.get(content, 'version') : null;
  if (typeof version !== 'number' || version <= known) return;
  throw new AppError(
    'FILE_INVALID',
    `${file} has version ${version}; this version of moose-migrate reads up to ${known}`,
    {
      hint: 'update moose-migrate',
    },
  );
}

function tellUnknownKeys(
  keys: readonly string[],
  shape: z.ZodType,
  at: Path,
  path: Path,
  fault: Fault,
): void {
  const known = keysAt(shape, path);
  for (const key of keys) {
    const meant = didYouMeanOneOf(key, known);
    fault([...at, key], `unknown key "${key}"${at.length === 0 ? '' : ` in ${nameOf(at)}`}${meant}`);
  }
}

/** `operations.3.AddTableColumn.column` as a person says it. */
export function nameOf(path: Path): string {
  return path.length === 0 ? 'the file' : path.join('.');
}

function hintFor(issue: z.core.$ZodIssue): string | null {
  return issue.code === 'invalid_type' && issue.expected === 'string'
    ? 'write a text that looks like a number or null in quotes'
    : null;
}

/** The keys that a shape knows at a path, found by walking down its definition. */
function keysAt(shape: z.ZodType, path: Path): readonly string[] {
  const candidates = path.reduce<readonly unknown[]>(
    (shapes, key) => shapes.flatMap((each) => inside(each, key)),
    [shape],
  );
  return [...new Set(candidates.flatMap((each) => Object.keys(objectShape(each) ?? {})))];
}

function inside(shape: unknown, key: string | number): readonly unknown[] {
  const opened = open(shape);
  return opened.flatMap((each) => {
    const element = definitionOf(each).element;
    if (element !== undefined) return [element];
    const valueType = definitionOf(each).valueType;
    const field = objectShape(each)?.[key];
    return field !== undefined ? [field] : valueType !== undefined ? [valueType] : [];
  });
}

/** Without the wrappers that stand for null, defaults and the like, and with the branches of a union side by side. */
function open(shape: unknown): readonly unknown[] {
  const { innerType, options, in: input } = definitionOf(shape);
  if (innerType !== undefined) return open(innerType);
  if (Array.isArray(options)) return options.flatMap(open);
  return input !== undefined ? open(input) : [shape];
}

function objectShape(shape: unknown): Readonly<Record<string, unknown>> | null {
  for (const each of open(shape)) {
    const { shape: fields } = definitionOf(each);
    if (typeof fields === 'object' && fields !== null) return fields as Readonly<Record<string, unknown>>;
  }
  return null;
}

function definitionOf(shape: unknown): Readonly<Record<string, unknown>> {
  const definition: unknown =
    typeof shape === 'object' && shape !== null && 'def' in shape ? shape.def : null;
  return typeof definition === 'object' && definition !== null
    ? (definition as Readonly<Record<string, unknown>>)
    : {};
}
