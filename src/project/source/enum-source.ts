import { enumMembers } from '../../facets/types/enum.ts';
import type { TypeNode } from '../../facets/types/type-text.ts';
import { isIdentifier, type Names, pascalCase, wordsOf } from './names.ts';
import { propertyName, stringLiteral } from './ts-text.ts';
import { named, type TsType, tag } from './ts-type.ts';

/** Writes the Enums of one table, each declaration once. */
export interface Enums {
  sourceOf(node: TypeNode): TsType;
  /** The code of the enums declared so far. */
  declarations(): readonly string[];
}

/** The names of a TypeScript enum's members; null where the labels do not make good names. */
function memberNames(labels: readonly string[]): readonly string[] | null {
  const names = labels.map((label) => pascalCase(wordsOf(label)));
  const isUsable = names.every((name) => isIdentifier(name) && !/^(?:NaN|Infinity|__proto__)$/.test(name));
  return isUsable && new Set(names).size === names.length ? names : null;
}

/** A TypeScript enum numbers its members from 1 on, as an Enum8 without numbers does. */
function isCounted(node: TypeNode): boolean {
  const members = enumMembers(node);
  return node.name === 'Enum8' && members.length > 0 && members.every(({ value }, at) => value === at + 1);
}

function numberedSource(node: TypeNode): TsType {
  const members = enumMembers(node).map(({ label, value }) => ({ name: label, type: named(String(value)) }));
  return tag(node.name, { kind: 'object', members });
}

/**
 * @param names gives out names for the whole project
 * @param owner the row type's name, with which the enums' names begin
 * @param column answers the name of the column that is being written
 */
export function createEnums(names: Names, owner: string, column: () => string): Enums {
  const known = new Map<string, { readonly name: string; readonly text: string }>();
  return {
    sourceOf(node) {
      const labels = enumMembers(node).map(({ label }) => label);
      const members = isCounted(node) ? memberNames(labels) : null;
      if (members === null) return numberedSource(node);
      const key = JSON.stringify(labels);
      const found =
        known.get(key) ??
        declaration(names.take(owner + pascalCase(wordsOf(column())), `${owner}Enum`), members, labels);
      known.set(key, found);
      return named(found.name);
    },
    declarations: () => [...known.values()].map(({ text }) => text),
  };
}

function declaration(
  name: string,
  members: readonly string[],
  labels: readonly string[],
): { readonly name: string; readonly text: string } {
  const lines = members.map(
    (member, at) => `  ${propertyName(member)} = ${stringLiteral(labels[at] ?? '')},\n`,
  );
  return { name, text: `export enum ${name} {\n${lines.join('')}}\n` };
}
