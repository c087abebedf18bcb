import * as z from 'zod';
import { addressOf } from '../model/address.ts';
import type { Dictionary, DictionaryAttribute } from '../model/dictionary.ts';
import { databaseFromFile, databaseToFile, type Path, type Printing, type Reading } from './reading.ts';
import {
  lifeCycle,
  metadataShape,
  metadataToFile,
  name,
  notUnderstoodFromFile,
  notUnderstoodShape,
  notUnderstoodToFile,
  optionalName,
  optionalText,
  present,
  settingsFromFile,
  settingsShape,
  sourceFromFile,
} from './texts.ts';

const attributeShape = z.strictObject({
  name,
  data_type: z.string(),
  default: optionalText,
  expression: optionalText,
  options: z.array(z.string()).default([]).describe('HIERARCHICAL, BIDIRECTIONAL, INJECTIVE, IS_OBJECT_ID.'),
});

export const dictionaryShape = z
  .strictObject({
    name,
    database: optionalName,
    cluster_name: optionalName,
    columns: z.array(attributeShape),
    primary_key: z.array(z.string()),
    source: z.string().describe("What SOURCE says: CLICKHOUSE(DB 'local' TABLE 'countries')."),
    lifetime: optionalText.describe('MIN 300 MAX 600, in seconds.'),
    layout: z.string(),
    range: optionalText,
    settings: settingsShape.default({}),
    comment: optionalText,
    life_cycle: lifeCycle,
    metadata: metadataShape.nullable().default(null),
    not_understood: notUnderstoodShape.nullable().default(null),
  })
  .meta({ id: 'Dictionary', description: 'A dictionary. Secrets in its source are placeholders.' });

function attributeToFile({
  name: named,
  type,
  default: value,
  expression,
  options,
}: DictionaryAttribute): object {
  return {
    name: named,
    data_type: type,
    ...present({ default: value, expression, options: options.length === 0 ? null : options }),
  };
}

export function dictionaryToFile(dictionary: Dictionary, printing: Printing): object {
  const { settings } = dictionary;
  return {
    name: dictionary.name,
    database: databaseToFile(dictionary.database, printing),
    columns: dictionary.attributes.map(attributeToFile),
    primary_key: dictionary.primaryKey,
    source: dictionary.origin,
    layout: dictionary.layout,
    life_cycle: dictionary.lifeCycle,
    ...metadataToFile(dictionary.source),
    ...notUnderstoodToFile(dictionary.notUnderstood),
    ...present({
      cluster_name: dictionary.cluster,
      lifetime: dictionary.lifetime,
      range: dictionary.range,
      settings: Object.keys(settings).length === 0 ? null : settings,
      comment: dictionary.comment,
    }),
  };
}

export function dictionaryFromFile(
  file: z.infer<typeof dictionaryShape>,
  reading: Reading,
  path: Path,
): Dictionary {
  const database = databaseFromFile(file.database, reading, path);
  return {
    address: addressOf(database, file.name),
    database,
    name: file.name,
    attributes: file.columns.map((column) => ({
      name: column.name,
      type: column.data_type,
      default: column.default,
      expression: column.expression,
      options: column.options,
    })),
    primaryKey: file.primary_key,
    origin: file.source,
    lifetime: file.lifetime,
    layout: file.layout,
    range: file.range,
    settings: settingsFromFile(file.settings),
    comment: file.comment,
    lifeCycle: file.life_cycle,
    cluster: file.cluster_name,
    source: sourceFromFile(file.metadata),
    notUnderstood: notUnderstoodFromFile(file.not_understood),
  };
}
