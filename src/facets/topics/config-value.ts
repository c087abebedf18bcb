import type { Hazard } from '../../model/operation.ts';
import type { ConfigType } from '../../model/topic.ts';
import { configKinds, listWords } from './config-kind.ts';
import { type ConfigHazard, hazardsOf, kindNameOf } from './known-configs.ts';

/** One spelling for each value. What is not of its kind stays as it is, for the broker to judge. */
export function canonicalConfigValue(name: string, text: string, type: ConfigType | null = null): string {
  return configKinds[kindNameOf(name, type)].canonical(text) ?? text.trim();
}

/** Whether two values mean the same; null, which is no value, only equals itself. */
export function sameConfigValue(
  name: string,
  a: string | null,
  b: string | null,
  type: ConfigType | null = null,
): boolean {
  if (a === null || b === null) return a === b;
  return canonicalConfigValue(name, a, type) === canonicalConfigValue(name, b, type);
}

/** A value for people: `604800000 (7 d)`. */
export function showConfigValue(name: string, text: string, type: ConfigType | null = null): string {
  const kind = configKinds[kindNameOf(name, type)];
  const canonical = kind.canonical(text);
  return canonical === null ? text : kind.show(canonical);
}

/** What a change of a value may harm; null stands for a value that nobody knows, and then the worst is assumed. */
export function configHazards(name: string, before: string | null, after: string | null): readonly Hazard[] {
  return hazardsOf(name)
    .filter((rule) => isHarmful(rule, before, after))
    .map(({ hazard }) => hazard);
}

function isHarmful(rule: ConfigHazard, before: string | null, after: string | null): boolean {
  // A word that is not there afterwards has not joined, whatever was there before.
  if (rule.when === 'joins' && rule.word !== null && after !== null && !listWords(after).includes(rule.word))
    return false;
  if (before === null || after === null) return true;
  switch (rule.when) {
    case 'less':
      return limitOf(after) < limitOf(before);
    case 'more':
      return limitOf(after) > limitOf(before);
    case 'off':
      return after.trim().toLowerCase() === 'false' && before.trim().toLowerCase() !== 'false';
    case 'joins':
      return listWords(after).some(
        (word) => (rule.word ?? word) === word && !listWords(before).includes(word),
      );
    default:
      return rule satisfies never;
  }
}

/** -1 stands for no limit. */
function limitOf(text: string): number {
  const value = Number(text);
  return value < 0 ? Number.POSITIVE_INFINITY : value;
}
