import type { DeclaredFunction } from '../../model/declared.ts';
import type { SqlFunctionConfig } from '../../sdk/sql-function.ts';
import { checkOptions, type OptionsOf } from './options.ts';
import { sqlText } from './plain-values.ts';
import { kindOf, membersOf, type Reading } from './reading.ts';

const OPTIONS: OptionsOf<SqlFunctionConfig> = {
  parameters: true,
  expression: true,
  cluster: true,
  lifeCycle: true,
  metadata: true,
};

/** Every declared SQL function. */
export function readFunctions(reading: Reading): readonly DeclaredFunction[] {
  return reading.declared('sql-function').map((declaration) => {
    const { name, config } = membersOf(declaration.object);
    const own = membersOf(config);
    const named = reading.name(declaration, 'an SQL function', name);
    const what = `SQL function ${named}`;
    checkOptions(reading, declaration, what, own, OPTIONS);
    const parameters = own.parameters ?? [];
    const isList =
      Array.isArray(parameters) && parameters.every((parameter) => typeof parameter === 'string');
    if (!isList && !reading.reportMissing(declaration, `parameters of ${what}`, parameters))
      reading.report(declaration, `parameters of ${what} is ${kindOf(parameters)}, not a list of names`);
    return {
      name: named,
      parameters: isList ? parameters : [],
      expression: sqlText(reading, declaration, `the expression of ${what}`, own.expression).trim(),
      cluster: reading.text(declaration, `the cluster of ${what}`, own.cluster),
      lifeCycle: reading.lifeCycle(declaration, what, own.lifeCycle),
      source: reading.positionOf(declaration),
    };
  });
}
