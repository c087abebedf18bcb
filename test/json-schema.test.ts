import { expect, it } from 'vitest';
import { jsonSchemaText } from '../src/facets/types/json-schema.ts';

const column = (name: string, type: string, isOptional = false) => ({ name, type, isOptional });

it('makes a JSON Schema of every kind of column', () => {
  const columns = [
    column('id', 'UInt64'),
    column('big', 'Int256'),
    column('price', 'Decimal(10, 2)'),
    column('at', "DateTime64(3, 'UTC')"),
    column('day', 'Date32'),
    column('kind', "Enum8('view' = 1, 'click' = 2)"),
    column('agent', 'LowCardinality(Nullable(String))'),
    column('maybe', "Nullable(Enum8('a' = 1))"),
    column('tags', 'Array(LowCardinality(String))'),
    column('counts', 'Map(String, UInt8)'),
    column('place', 'Tuple(x Float64, y Nullable(Float64))'),
    column('pair', 'Tuple(UInt8, String)'),
    column('lines', 'Nested(item String, pieces UInt16)'),
    column('rest', 'JSON(max_dynamic_paths = 8)'),
    column('any', 'Dynamic'),
    column('defaulted', 'String', true),
  ];
  expect(JSON.parse(jsonSchemaText('orders-value', columns))).toEqual({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'orders-value',
    type: 'object',
    additionalProperties: false,
    properties: {
      id: { type: 'integer' },
      big: { type: ['integer', 'string'] },
      price: { type: ['number', 'string'] },
      at: { type: 'string', format: 'date-time' },
      day: { type: 'string', format: 'date' },
      kind: { type: 'string', enum: ['view', 'click'] },
      agent: { type: ['string', 'null'] },
      maybe: { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }] },
      tags: { type: 'array', items: { type: 'string' } },
      counts: { type: 'object', additionalProperties: { type: 'integer' } },
      place: {
        type: 'object',
        additionalProperties: false,
        properties: { x: { type: 'number' }, y: { type: ['number', 'null'] } },
        required: ['x'],
      },
      pair: { type: 'array', items: [{ type: 'integer' }, { type: 'string' }] },
      lines: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          properties: { item: { type: 'string' }, pieces: { type: 'integer' } },
          required: ['item', 'pieces'],
        },
      },
      rest: { type: 'object' },
      any: {},
      defaulted: { type: 'string' },
    },
    required: [
      'id',
      'big',
      'price',
      'at',
      'day',
      'kind',
      'tags',
      'counts',
      'place',
      'pair',
      'lines',
      'rest',
      'any',
    ],
  });
});
