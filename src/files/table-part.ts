import * as z from 'zod';
import type { Constraint, Index, Projection } from '../model/table.ts';
import { name, settingsFromFile, settingsShape } from './texts.ts';

export const indexShape = z
  .strictObject({
    name,
    expression: name,
    type: name.nullable().default(null),
    index_type: name.nullable().default(null).describe('Older name of type.'),
    arguments: z
      .array(z.union([z.string(), z.number()]))
      .nullable()
      .default([]),
    granularity: z.int().min(0).default(1),
  })
  .refine((index) => (index.type ?? index.index_type) !== null, { path: ['type'], message: 'is missing' })
  .meta({ id: 'Index', description: 'A data skipping index.' });

/** `bloom_filter(0.01)` becomes a type and its arguments where nothing is lost by it. */
export function indexToFile(index: Index): object {
  const [, type, inside] = /^(\w+)\(([^()'"`]+)\)$/.exec(index.type) ?? [];
  const args = inside?.split(', ') ?? [];
  const isExact = type !== undefined && args.every((arg) => arg !== '');
  return {
    name: index.name,
    expression: index.expression,
    type: isExact ? type : index.type,
    arguments: isExact ? args : [],
    granularity: index.granularity,
  };
}

export function indexFromFile(file: z.infer<typeof indexShape>): Index {
  const type = file.type ?? file.index_type ?? '';
  const args = file.arguments ?? [];
  return {
    name: file.name,
    expression: file.expression,
    type: args.length === 0 ? type : `${type}(${args.join(', ')})`,
    granularity: file.granularity,
  };
}

export const projectionShape = z
  .strictObject({ name, body: name, settings: settingsShape.default({}) })
  .meta({ id: 'Projection', description: 'A projection; body is what stands between its parentheses.' });

export function projectionToFile(projection: Projection): object {
  const { settings, ...rest } = projection;
  return Object.keys(settings).length === 0 ? rest : { ...rest, settings };
}

export function projectionFromFile(file: z.infer<typeof projectionShape>): Projection {
  return { name: file.name, body: file.body, settings: settingsFromFile(file.settings) };
}

export const constraintShape = z
  .strictObject({
    name,
    expression: name,
    constraint_type: z.enum(['CHECK', 'ASSUME', 'Check', 'Assume', 'check', 'assume']).default('CHECK'),
  })
  .meta({ id: 'Constraint' });

export function constraintToFile(constraint: Constraint): object {
  return { name: constraint.name, expression: constraint.expression, constraint_type: constraint.kind };
}

export function constraintFromFile(file: z.infer<typeof constraintShape>): Constraint {
  return {
    name: file.name,
    expression: file.expression,
    kind: file.constraint_type.toUpperCase() === 'ASSUME' ? 'ASSUME' : 'CHECK',
  };
}
