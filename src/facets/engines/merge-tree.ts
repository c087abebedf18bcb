import {
  type EngineClause,
  type EngineFacet,
  type EngineParameter,
  engineFacet,
  parameter,
  positionalArgs,
} from './engine.ts';

const CLAUSES = new Set<EngineClause>([
  'indexes',
  'projections',
  'constraints',
  'partitionBy',
  'primaryKey',
  'orderBy',
  'sampleBy',
  'ttl',
  'settings',
]);

const REPLICATION = [parameter('keeper_path', 'string'), parameter('replica_name', 'string')] as const;

function mergeTree(
  name: string,
  parameters: readonly EngineParameter[],
  samples: readonly (readonly string[])[],
): readonly EngineFacet[] {
  const parts = {
    clauses: CLAUSES,
    alters: { columns: true, rename: true, settings: 'set-and-reset' },
    inShadow: 'itself',
    holdsData: true,
  } as const;
  const coordinated = (prefix: string): EngineFacet =>
    engineFacet(prefix + name, [...REPLICATION, ...parameters], {
      ...parts,
      args: (config, secret) => {
        const own = positionalArgs(parameters, config, secret);
        // Without a path the server (or Cloud) chooses path and replica by itself.
        return typeof config.keeperPath === 'string'
          ? [...positionalArgs(REPLICATION, config, secret), ...own]
          : own;
      },
      samples: samples.map((args) => ["'/tables/{shard}/x'", "'{replica}'", ...args]),
    });
  return [
    engineFacet(name, parameters, { ...parts, samples }),
    coordinated('Replicated'),
    coordinated('Shared'),
  ];
}

/** The MergeTree family with its Replicated and Shared forms: https://clickhouse.com/docs/engines/table-engines/mergetree-family */
export const mergeTreeFamily: readonly EngineFacet[] = [
  ...mergeTree('MergeTree', [], [[]]),
  ...mergeTree(
    'ReplacingMergeTree',
    [parameter('ver', 'name'), parameter('is_deleted', 'name')],
    [[], ['ver'], ['ver', 'gone']],
  ),
  ...mergeTree('AggregatingMergeTree', [], [[]]),
  ...mergeTree('SummingMergeTree', [parameter('columns', 'names')], [[], ['n'], ['(n, m)']]),
  ...mergeTree('CoalescingMergeTree', [parameter('columns', 'names')], [[], ['(n, m)']]),
  ...mergeTree('CollapsingMergeTree', [parameter('sign', 'name')], [['sign']]),
  ...mergeTree(
    'VersionedCollapsingMergeTree',
    [parameter('sign', 'name'), parameter('ver', 'name')],
    [['sign', 'ver']],
  ),
  ...mergeTree('GraphiteMergeTree', [parameter('config_section', 'string')], [["'graphite_rollup'"]]),
];
