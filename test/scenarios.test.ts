import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { operationForms } from '../src/files/operations.ts';
import { isTopicKind, type OperationKind } from '../src/model/operation.ts';
import { allScenarios, testScenarios } from './support/scenario-suite.ts';

testScenarios(0, 2);

describe('the scenarios', () => {
  // Those on topics take brokers: topic-migration.test.ts has them.
  it('show every kind of operation on ClickHouse', () => {
    const plans = allScenarios().map(([, scenario]) => join(scenario.folder, 'expected', 'plan.yaml'));
    const operations = plans
      .filter(existsSync)
      .flatMap((plan): readonly object[] => parse(readFileSync(plan, 'utf8')).operations);
    const shown = new Set(operations.flatMap(Object.keys));
    const kinds = Object.keys(operationForms) as OperationKind[];
    expect(kinds.filter((kind) => !shown.has(kind) && !isTopicKind(kind))).toEqual([]);
  });
});
