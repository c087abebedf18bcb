import { emptyInfraMap, type InfraMap } from '../../src/model/infra-map.ts';
import type { Action, Operation } from '../../src/model/operation.ts';
import type { Column, Table } from '../../src/model/table.ts';
import type { Topic } from '../../src/model/topic.ts';

/** A MergeTree table of the database `shop`, ordered by its first column. */
export function plainTable(name: string, columns: readonly Column[], more: Partial<Table> = {}): Table {
  return {
    address: `shop.${name}`,
    database: 'shop',
    name,
    columns,
    indexes: [],
    projections: [],
    constraints: [],
    engine: { name: 'MergeTree', args: [] },
    partitionBy: null,
    primaryKey: null,
    orderBy: columns[0]?.name ?? 'tuple()',
    sampleBy: null,
    ttl: null,
    settings: {},
    comment: null,
    lifeCycle: 'FULLY_MANAGED',
    cluster: null,
    source: null,
    notUnderstood: null,
    version: null,
    ...more,
  };
}

/** A topic of one partition that nothing else is said of. */
export function plainTopic(name: string, more: Partial<Topic> = {}): Topic {
  return {
    address: `topic/${name}`,
    name,
    partitions: 1,
    replicationFactor: 1,
    configs: {},
    schema: null,
    isPinned: false,
    destination: null,
    version: null,
    lifeCycle: 'FULLY_MANAGED',
    source: null,
    live: null,
    ...more,
  };
}

export function mapWith(parts: Partial<InfraMap>): InfraMap {
  return { ...emptyInfraMap('shop'), ...parts };
}

/** An operation on an object of the database `shop`. */
export function operationOn(name: string, action: Action, more: Partial<Operation> = {}): Operation {
  return {
    ...action,
    target: { database: 'shop', name, cluster: null },
    because: `shop.${name}`,
    hazards: [],
    cost: { class: 'metadata', rows: null, bytes: null, parts: null, seconds: null },
    approved: [],
    checks: [],
    ...more,
  } as Operation;
}
