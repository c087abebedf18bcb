export * from './clauses.ts';
export * from './engines.ts';
export * from './objects.ts';
export * from './types.ts';
