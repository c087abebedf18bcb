import * as z from 'zod';
import { functionAddress, type SqlFunction } from '../model/sql-function.ts';
import {
  lifeCycle,
  metadataShape,
  metadataToFile,
  name,
  notUnderstoodFromFile,
  notUnderstoodShape,
  notUnderstoodToFile,
  optionalName,
  present,
  sourceFromFile,
} from './texts.ts';

export const functionShape = z
  .strictObject({
    name,
    cluster_name: optionalName,
    parameters: z.array(z.string()),
    expression: z.string().describe('What stands behind the arrow.'),
    life_cycle: lifeCycle,
    metadata: metadataShape.nullable().default(null),
    not_understood: notUnderstoodShape.nullable().default(null),
  })
  .meta({ id: 'SqlFunction', description: 'An SQL function; it belongs to the whole server.' });

export function functionToFile(of: SqlFunction): object {
  return {
    name: of.name,
    parameters: of.parameters,
    expression: of.expression,
    life_cycle: of.lifeCycle,
    ...metadataToFile(of.source),
    ...notUnderstoodToFile(of.notUnderstood),
    ...present({ cluster_name: of.cluster }),
  };
}

export function functionFromFile(file: z.infer<typeof functionShape>): SqlFunction {
  return {
    address: functionAddress(file.name),
    name: file.name,
    parameters: file.parameters,
    expression: file.expression,
    lifeCycle: file.life_cycle,
    cluster: file.cluster_name,
    source: sourceFromFile(file.metadata),
    notUnderstood: notUnderstoodFromFile(file.not_understood),
  };
}
