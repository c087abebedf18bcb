import { METADATA_ONLY, mutation, refusal, type TypeChange } from './change-kind.ts';
import { type EnumMember, enumMembers, isEnum } from './enum.ts';
import type { TypeNode } from './type-text.ts';

export function isEnumPair(before: TypeNode, after: TypeNode): boolean {
  return isEnum(before) && isEnum(after);
}

/**
 * Members may be added for nothing while every stored number keeps a label. A number that gets another label changes what
 * its rows say, which may be wanted. A label that moves to another
 * number is refused, by us and by ClickHouse (error 70): rows would silently change their meaning.
 */
export function enumChange(before: TypeNode, after: TypeNode): TypeChange {
  const [old, next] = [enumMembers(before), enumMembers(after)];
  const numbers = new Map(next.map(({ label, value }) => [label, value]));
  const moved = old.filter(({ label, value }) => (numbers.get(label) ?? value) !== value);
  if (moved.length > 0) {
    const shown = moved
      .map(({ label, value }) => `'${label}' from ${value} to ${numbers.get(label)}`)
      .join(', ');
    return refusal(
      `It would renumber members of an Enum (${shown}), which changes the meaning of the rows that are stored`,
    );
  }
  const labelled = new Set(next.map(({ value }) => value));
  // Taking away a value in use "succeeds", and then every read of the column fails (error 691).
  if (old.some(({ value }) => !labelled.has(value))) return mutation('MAY_FAIL_ON_DATA');
  const isSameSize = before.name === after.name || narrowName(before) === narrowName(after);
  const change = isSameSize ? METADATA_ONLY : mutation();
  return relabelled(old, next).length === 0 ? change : { ...change, hazards: ['CHANGES_VALUES'] };
}

/** The labels that become others under their numbers: their rows are read as something else afterwards. */
export function relabelled(before: readonly EnumMember[], after: readonly EnumMember[]): readonly string[] {
  const labels = new Map(after.map(({ label, value }) => [value, label]));
  return before.flatMap(({ label, value }) => ((labels.get(value) ?? label) === label ? [] : [label]));
}

function narrowName(node: TypeNode): string {
  if (node.name !== 'Enum') return node.name;
  return enumMembers(node).some(({ value }) => value < -128 || value > 127) ? 'Enum16' : 'Enum8';
}
