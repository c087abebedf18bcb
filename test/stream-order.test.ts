import { expect, it } from 'vitest';
import { jsonSchemaText } from '../src/facets/types/json-schema.ts';
import type { InfraMap } from '../src/model/infra-map.ts';
import type { Operation } from '../src/model/operation.ts';
import { plainColumn } from '../src/model/table.ts';
import { orderOperations } from '../src/plan/order.ts';
import { mapWith, operationOn, plainTable, plainTopic } from './support/plain-objects.ts';

const topic = (name: string, destination: string | null) => plainTopic(name, { destination });
const LIVE = mapWith({
  tables: [plainTable('t', [plainColumn('id', 'String')]), plainTable('u', [plainColumn('id', 'String')])],
  topics: [topic('clicks', null)],
});
const feeding = (destination: string): InfraMap => mapWith({ topics: [topic('clicks', destination)] });

const schema = (fields: Readonly<Record<string, string>>) => ({
  subject: 'clicks-value',
  text: jsonSchemaText(
    'clicks-value',
    Object.entries(fields).map(([name, type]) => ({ name, type, isOptional: false })),
  ),
  compatibility: null,
});
const onTopic = (action: Parameters<typeof operationOn>[1]): Operation =>
  operationOn('clicks', action, { target: { database: '', name: 'clicks', cluster: null } });
const register = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) =>
  onTopic({ kind: 'RegisterTopicSchema', before: schema(before), after: schema(after) });
const drop = (table: string, column: string) => operationOn(table, { kind: 'DropTableColumn', column });
const add = (table: string, column: string) =>
  operationOn(table, { kind: 'AddTableColumn', column: plainColumn(column, 'String'), after: null });

const words = (operations: readonly Operation[], desired = feeding('shop.t')): readonly string[] =>
  orderOperations(operations, LIVE, desired).map(({ kind, target }) => `${kind} ${target.name}`);

it('a field that producers give up goes before its column, a new one comes after it', () => {
  const both = { id: 'String', page: 'String' };
  expect(words([drop('t', 'page'), drop('u', 'page'), register(both, { id: 'String' })])).toEqual([
    'RegisterTopicSchema clicks',
    'DropTableColumn t',
    'DropTableColumn u',
  ]);
  expect(words([register({ id: 'String' }, both), add('t', 'page')])).toEqual([
    'AddTableColumn t',
    'RegisterTopicSchema clicks',
  ]);
});

it('a schema that gives one up and takes one on stands between the two columns', () => {
  const operations = [
    drop('t', 'page'),
    drop('u', 'page'),
    add('t', 'url'),
    register({ id: 'String', page: 'String' }, { id: 'String', url: 'String' }),
  ];
  expect(words(operations)).toEqual([
    'DropTableColumn u',
    'AddTableColumn t',
    'RegisterTopicSchema clicks',
    'DropTableColumn t',
  ]);
});

it('nothing waits that would be dropped after it was made anew', () => {
  const operations = [
    drop('t', 'page'),
    add('t', 'page'),
    register({ id: 'String' }, { id: 'String', url: 'String' }),
  ];
  expect(words(operations)).toEqual(['DropTableColumn t', 'AddTableColumn t', 'RegisterTopicSchema clicks']);
});

it('a table that a living stream may feed goes when the one that takes its messages instead is there', () => {
  const operations = [
    operationOn('t', { kind: 'DropTable' }),
    operationOn('v', { kind: 'CreateTable', table: plainTable('v', [plainColumn('id', 'String')]) }),
  ];
  expect(words(operations, feeding('shop.v'))).toEqual(['CreateTable v', 'DropTable t']);
  // A topic that is new as well has lost nothing yet, and other tables concern no stream.
  expect(words(operations, mapWith({ topics: [topic('views', 'shop.v')] }))).toEqual([
    'DropTable t',
    'CreateTable v',
  ]);
  expect(words(operations, feeding('shop.u'))).toEqual(['DropTable t', 'CreateTable v']);
});
