import { HIDDEN } from '../../facets/secrets.ts';
import type { Dictionary, DictionaryAttribute } from '../../model/dictionary.ts';
import { plainColumn } from '../../model/table.ts';
import { identifierOf, stringValue, type Token, tokenize } from '../../model/tokens.ts';
import { type ConfigObject, type ConfigValue, code, configLines, onOneLine } from './config-value.ts';
import type { Names } from './names.ts';
import {
  declaredAs,
  lifeCycleImport,
  lifeCycleValue,
  type ObjectNames,
  type Place,
  type SourceReading,
  type Use,
} from './object-source.ts';
import { rowSource } from './row-source.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import { settingsValue } from './settings-value.ts';
import { stringLiteral, templateText } from './ts-text.ts';
import { type Known, useOf } from './view-source.ts';

/** Writes a dictionary: its row type and its constant. */
export function dictionarySource(
  dictionary: Dictionary,
  own: ObjectNames,
  known: readonly Known[],
  place: Place,
  names: Names,
): SourceReading {
  const row = rowSource(
    dictionary.attributes.map(({ name, type }) => plainColumn(name, type)),
    own.row,
    [],
    names,
  );
  const secrets = createSecrets(dictionary.name, place.variables);
  const origin = originOptions(dictionary.origin, known, secrets);
  const options: ConfigObject = {
    database: place.database,
    ...origin.options,
    primaryKey: dictionary.primaryKey,
    columns: attributesValue(dictionary.attributes),
    layout: layoutValue(dictionary.layout),
    lifetime: lifetimeValue(dictionary.lifetime),
    range: rangeValue(dictionary.range),
    settings: settingsValue(dictionary.settings),
    comment: dictionary.comment,
    lifeCycle: lifeCycleValue(place),
  };
  const text = `export const ${own.constant} = new OlapDictionary<${own.row}>(${stringLiteral(dictionary.name)}, ${configLines(options, 0)});\n`;
  return declaredAs([...row.declarations, text].join('\n'), {
    values: ['OlapDictionary', ...secrets.values(), ...lifeCycleImport(place)],
    types: row.types,
    uses: origin.uses,
    variables: secrets.variables(),
  });
}

interface Origin {
  readonly options: ConfigObject;
  readonly uses: readonly Use[];
}

/** The texts of `CLICKHOUSE(DB 'local' TABLE 'countries')` by key, where it has these keys and no others. */
function textsOf(tokens: readonly Token[], keys: readonly string[]): readonly string[] | null {
  const expected = keys.length * 2 + 3;
  const isClickHouse = tokens.length === expected && tokens[0]?.text === 'CLICKHOUSE';
  if (!isClickHouse || !keys.every((key, at) => tokens[2 + 2 * at]?.text === key)) return null;
  const values = keys.map((_, at) => tokens[3 + 2 * at]);
  return values.every((value) => value?.kind === 'string')
    ? values.map((value) => stringValue(value?.text ?? ''))
    : null;
}

function originOptions(origin: string, known: readonly Known[], secrets: Secrets): Origin {
  const tokens = tokenize(origin);
  const place = textsOf(tokens, ['DB', 'TABLE']);
  const source = known.find(
    ({ database, name, kind }) => database === place?.[0] && name === place?.[1] && kind !== 'function',
  );
  if (source !== undefined) return { options: { sourceTable: code(source.constant) }, uses: [useOf(source)] };
  const query = textsOf(tokens, ['QUERY']);
  if (query !== null && !origin.includes(HIDDEN)) return { options: { sourceQuery: query[0] }, uses: [] };
  return { options: { source: rawOrigin(origin, secrets) }, uses: [] };
}

/** What stands in SOURCE, with variables of the environment for what the server hides. */
function rawOrigin(origin: string, secrets: Secrets): ConfigValue {
  if (!origin.includes(HIDDEN)) return origin;
  const pieces = origin.split(HIDDEN).map(templateText);
  const named = pieces.slice(0, -1).map((piece) => {
    const key = /(\w+)\W*$/.exec(piece)?.[1] ?? 'secret';
    return `${piece}\${${onOneLine(secrets.take(key.toLowerCase()))}}`;
  });
  return code(`\`${named.join('')}${pieces.at(-1) ?? ''}\``);
}

const OPTION_KEYS: Readonly<Record<string, string>> = {
  HIERARCHICAL: 'isHierarchical',
  BIDIRECTIONAL: 'isBidirectional',
  INJECTIVE: 'isInjective',
  IS_OBJECT_ID: 'isObjectId',
};

function attributesValue(attributes: readonly DictionaryAttribute[]): ConfigObject | null {
  const entries = attributes.flatMap(({ name, default: defaultValue, expression, options }) => {
    const flags = options.map((option) => [OPTION_KEYS[option] ?? option, true] as const);
    const isPlain = defaultValue === null && expression === null && flags.length === 0;
    return isPlain ? [] : [[name, { defaultValue, expression, ...Object.fromEntries(flags) }] as const];
  });
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** Layouts that may be named alone. */
const LAYOUTS = new Set(
  [
    'FLAT',
    'HASHED',
    'SPARSE_HASHED',
    'HASHED_ARRAY',
    'RANGE_HASHED',
    'DIRECT',
    'IP_TRIE',
    'REGEXP_TREE',
    'POLYGON',
    'POLYGON_SIMPLE',
    'POLYGON_INDEX_EACH',
    'POLYGON_INDEX_CELL',
  ].concat(
    ['HASHED', 'SPARSE_HASHED', 'HASHED_ARRAY', 'RANGE_HASHED', 'DIRECT'].map(
      (name) => `COMPLEX_KEY_${name}`,
    ),
  ),
);

function layoutValue(layout: string): ConfigValue {
  const name = /^(\w+)\(\)$/.exec(layout)?.[1];
  return name !== undefined && LAYOUTS.has(name) ? { type: name } : layout;
}

/** Layouts without a copy have no lifetime; the config wants one all the same. */
function lifetimeValue(lifetime: string | null): ConfigValue {
  const [, min, max] = /^MIN (\d+) MAX (\d+)$/.exec(lifetime ?? '') ?? [];
  if (min === undefined || max === undefined) return 0;
  return min === '0' ? Number(max) : { min: Number(min), max: Number(max) };
}

function rangeValue(range: string | null): ConfigObject | null {
  const tokens = tokenize(range ?? '');
  const [min, max] = [identifierOf(tokens[1]), identifierOf(tokens[3])];
  return min === null || max === null ? null : { min, max };
}
