import { parseSettings } from '../../facets/settings-text.ts';
import { identifierOf, splitList, tokenize } from '../../model/tokens.ts';
import { type ConfigObject, type ConfigValue, code } from './config-value.ts';
import type { Use } from './object-source.ts';
import { settingsValue } from './settings-value.ts';
import type { Known } from './view-source.ts';

/** The schedule of a refreshable view, and the views it names. */
export interface RefreshSource {
  readonly config: ConfigObject;
  readonly uses: readonly Use[];
}

const PARTS = /\b(EVERY|AFTER|OFFSET|RANDOMIZE FOR|DEPENDS ON|SETTINGS|APPEND)\b/;

/** Writes `EVERY 1 HOUR OFFSET 5 MINUTE DEPENDS ON local.a SETTINGS refresh_retries = 3 APPEND`, which is canonical. */
export function refreshSource(refresh: string, known: readonly Known[]): RefreshSource {
  const pieces = refresh.split(PARTS).map((piece) => piece.trim());
  const part = (keyword: string): string | null => {
    const at = pieces.indexOf(keyword);
    return at < 0 ? null : (pieces[at + 1] ?? '');
  };
  const dependencies = splitList(part('DEPENDS ON') ?? '').map((text) => dependencyOf(text, known));
  return {
    config: {
      every: part('EVERY'),
      after: part('AFTER'),
      offset: part('OFFSET'),
      randomize: part('RANDOMIZE FOR'),
      dependsOn: dependencies.length === 0 ? null : dependencies.map(({ value }) => value),
      settings: settingsValue(parseSettings(part('SETTINGS') ?? '')),
      append: part('APPEND') === null ? null : true,
    },
    uses: dependencies.flatMap(({ use }) => use),
  };
}

function dependencyOf(
  text: string,
  known: readonly Known[],
): { readonly value: ConfigValue; readonly use: readonly Use[] } {
  const tokens = tokenize(text);
  const [database, name] = [identifierOf(tokens[0]), identifierOf(tokens[2])];
  const found = known.find(
    (one) => one.kind === 'materialized-view' && one.database === database && one.name === name,
  );
  if (found === undefined) return { value: name === null ? text : `${database}.${name}`, use: [] };
  return {
    value: code(found.constant),
    use: [{ address: found.address, name: found.constant, isType: false }],
  };
}
