import type { SqlFunction } from '../../model/sql-function.ts';
import { type ConfigObject, configLines } from './config-value.ts';
import {
  declaredAs,
  lifeCycleImport,
  lifeCycleValue,
  type ObjectNames,
  type Place,
  type SourceReading,
} from './object-source.ts';
import { readableSql } from './sql-pieces.ts';
import { stringLiteral } from './ts-text.ts';

/** Writes an SQL function: its constant. */
export function functionSource(
  { name, parameters, expression }: SqlFunction,
  own: ObjectNames,
  place: Place,
): SourceReading {
  const options: ConfigObject = {
    parameters: parameters.length === 0 ? null : parameters,
    expression: readableSql(expression),
    lifeCycle: lifeCycleValue(place),
  };
  const text = `export const ${own.constant} = new SqlFunction(${stringLiteral(name)}, ${configLines(options, 0)});\n`;
  return declaredAs(text, { values: ['SqlFunction', ...lifeCycleImport(place)] });
}
