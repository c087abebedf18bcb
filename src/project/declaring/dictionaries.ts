import { plainSecrets } from '../../facets/plain-secrets.ts';
import type { DeclaredDictionary, DeclaredReference } from '../../model/declared.ts';
import { didYouMean } from '../../model/nearest-name.ts';
import type { OlapDictionaryConfig } from '../../sdk/dictionary.ts';
import type { Declaration } from '../../sdk/registry.ts';
import { isSqlObject } from '../../sdk/sql.ts';
import { checkOptions, type OptionsOf } from './options.ts';
import { plainConfig, referenceOf } from './plain-values.ts';
import { kindOf, membersOf, type Reading } from './reading.ts';
import { readColumns } from './tables.ts';

type Config = Readonly<Record<string, unknown>>;

const OPTIONS: OptionsOf<OlapDictionaryConfig<never>> = {
  sourceTable: true,
  sourceQuery: true,
  sourceTables: true,
  externalSource: true,
  source: true,
  collection: true,
  user: true,
  password: true,
  primaryKey: true,
  columns: true,
  layout: true,
  lifetime: true,
  range: true,
  database: true,
  clusterName: true,
  invalidateQuery: true,
  settings: true,
  comment: true,
  lifeCycle: true,
  schema: true,
  metadata: true,
};

/** Every declared dictionary. */
export function readDictionaries(reading: Reading): readonly DeclaredDictionary[] {
  return reading.declared('dictionary').map((declaration) => {
    const dictionary = membersOf(declaration.object);
    const config = membersOf(dictionary.config);
    const name = reading.name(declaration, 'a dictionary', dictionary.name);
    const what = `dictionary ${name}`;
    const declared: DeclaredDictionary = {
      name,
      database: reading.text(declaration, `the database of ${what}`, config.database),
      cluster: reading.text(declaration, `the cluster of ${what}`, config.clusterName),
      lifeCycle: reading.lifeCycle(declaration, what, config.lifeCycle),
      // What it reads goes in as a reference; the list beside it only says to the reader what a query reads.
      config: plainConfig(reading, declaration, what, {
        ...config,
        sourceTable: undefined,
        sourceTables: undefined,
      }),
      columns: readColumns(reading, declaration, what, config.schema),
      sourceTable: readSourceTable(reading, declaration, what, config.sourceTable),
      source: reading.positionOf(declaration),
    };
    checkOptions(reading, declaration, what, config, OPTIONS);
    checkSource(reading, declaration, what, config, declared.config.sourceQuery);
    checkKey(reading, declaration, what, declared);
    return declared;
  });
}

function readSourceTable(
  reading: Reading,
  declaration: Declaration,
  what: string,
  value: unknown,
): DeclaredReference | null {
  if (value === undefined) return null;
  if (isSqlObject(value)) return referenceOf(value);
  const label = `sourceTable of ${what}`;
  if (!reading.reportMissing(declaration, label, value))
    reading.report(declaration, `${label} is ${kindOf(value)}, not a table or view`);
  return null;
}

const SOURCES = ['sourceTable', 'sourceQuery', 'externalSource', 'source'] as const;

function checkSource(
  reading: Reading,
  declaration: Declaration,
  what: string,
  config: Config,
  query: unknown,
): void {
  const given = SOURCES.filter((key) => config[key] !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? 'no source' : `${given.join(' and ')}`;
    reading.report(declaration, `${what} has ${found}`, `Give it one of ${SOURCES.join(', ')}.`);
  }
  const external = membersOf(config.externalSource);
  if (external.type === 's3')
    reading.report(
      declaration,
      `${what}: ClickHouse has no S3 source for dictionaries`,
      "Read it with `sourceQuery`: SELECT … FROM s3('…').",
    );
  const texts = { source: `SOURCE(${String(config.source ?? '')})`, sourceQuery: String(query ?? '') };
  for (const key of ['source', 'sourceQuery'] as const)
    if (plainSecrets(texts[key]).length > 0)
      reading.report(
        declaration,
        `${key} of ${what} holds a password`,
        "Put in mooseRuntimeEnv.get('NAME') instead, between the same quotes.",
      );
}

function checkKey(
  reading: Reading,
  declaration: Declaration,
  what: string,
  { config, columns }: DeclaredDictionary,
): void {
  if (columns.length === 0 || reading.lacksColumns) return;
  const known = columns.map(({ name }) => name);
  const range = membersOf(config.range);
  const named = [
    ...(Array.isArray(config.primaryKey) ? config.primaryKey : []),
    ...[range.min, range.max].filter((name) => name !== undefined),
    ...Object.keys(membersOf(config.columns)),
  ];
  for (const name of named) {
    if (typeof name === 'string' && !known.includes(name))
      reading.report(
        declaration,
        `${what} names "${name}", which is none of its columns${didYouMean(name, known)}`,
      );
  }
}
