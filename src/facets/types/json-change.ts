import { mutation, type TypeChange } from './change-kind.ts';
import { type TypeNode, textArgs } from './type-text.ts';

/**
 * JSON's arguments: limits only move values between their own files and the shared ones, a new SKIP throws values away, and a
 * typed path converts what is stored under it. https://clickhouse.com/docs/sql-reference/data-types/newjson
 */
export function jsonChange(before: TypeNode, after: TypeNode): TypeChange {
  const [old, next] = [jsonPaths(before), jsonPaths(after)];
  const isSkipping = next.skipped.some((path) => !old.skipped.includes(path));
  const isConverting = next.typed.some((path) => !old.typed.includes(path));
  return mutation(
    ...(isSkipping ? (['DELETES_DATA'] as const) : []),
    ...(isConverting ? (['MAY_FAIL_ON_DATA', 'CHANGES_VALUES'] as const) : []),
  );
}

function jsonPaths(node: TypeNode): {
  readonly skipped: readonly string[];
  readonly typed: readonly string[];
} {
  const texts = textArgs(node).map((text) => text.replaceAll('`', ''));
  const skipped = texts.filter((text) => /^SKIP\s/i.test(text));
  return {
    skipped,
    typed: texts.filter((text) => !skipped.includes(text) && !/^max_dynamic_(?:paths|types)\s*=/.test(text)),
  };
}
