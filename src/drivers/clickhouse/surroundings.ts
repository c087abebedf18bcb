import * as z from 'zod';
import type { RollupRule, Surroundings } from '../../model/surroundings.ts';
import type { ClickHouse } from './connection.ts';
import { serverErrorOf } from './server-error.ts';

const count = z.coerce.number().int().nonnegative();

const clusters = z.array(z.tuple([z.string(), count, count]));
const volumes = z.array(z.tuple([z.string(), z.string(), z.array(z.string())]));
const names = z.array(z.string());
const macros = z.array(z.tuple([z.string(), z.string()]));
const retentions = z.array(
  z.tuple([z.string(), z.string(), z.string(), count, count, z.boolean().or(count)]),
);
const executables = z.array(z.tuple([z.string(), z.array(z.string()), z.string()]));

type Clusters = z.infer<typeof clusters>;
type Volumes = z.infer<typeof volumes>;
type Retentions = z.infer<typeof retentions>;

/**
 * Each part as one array, so that one query reads them all. Hosts, users and paths are not among them.
 * Source: https://clickhouse.com/docs/operations/system-tables
 */
const PARTS = {
  clusters:
    'SELECT groupArray((cluster, shard_num, replica_num)) FROM (SELECT cluster, shard_num, replica_num FROM system.clusters ORDER BY cluster, shard_num, replica_num)',
  policies:
    'SELECT groupArray((policy_name, volume_name, disks)) FROM (SELECT policy_name, volume_name, disks FROM system.storage_policies ORDER BY policy_name, volume_priority)',
  disks: 'SELECT arraySort(groupArray(name)) FROM system.disks',
  macros: 'SELECT arraySort(groupArray((macro, substitution))) FROM system.macros',
  rollups:
    'SELECT groupArray((config_name, regexp, function, age, precision, is_default)) FROM (SELECT * FROM system.graphite_retentions ORDER BY config_name, priority, age)',
  executables:
    "SELECT groupArray((name, argument_types, return_type)) FROM (SELECT name, argument_types, return_type FROM system.user_defined_functions WHERE return_type != '' ORDER BY name)",
} as const satisfies Readonly<Record<Exclude<keyof Surroundings, 'definers'>, string>>;

type Part = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as readonly Part[];

type Row = Readonly<Partial<Record<Part, unknown>>>;

/** Asks for parts, all at once; null when the server refuses the question. */
async function ask(clickhouse: ClickHouse, parts: readonly Part[]): Promise<Row | null> {
  const columns = parts.map((part) => `(${PARTS[part]}) AS ${part}`);
  try {
    const [row] = await clickhouse.query<Row>(`SELECT ${columns.join(', ')}`);
    return row ?? null;
  } catch (error) {
    if (serverErrorOf(error) === null) throw error;
    return null;
  }
}

/** Where one part may not be read, or is not known to an older server, the others still are. */
async function askEach(clickhouse: ClickHouse): Promise<Row> {
  const rows = await Promise.all(NAMES.map((part) => ask(clickhouse, [part])));
  return Object.assign({}, ...rows.filter((row) => row !== null)) as Row;
}

/** Reads what definitions may name in a server's configuration: one query where the user may see all of it. */
export async function readSurroundings(clickhouse: ClickHouse): Promise<Surroundings> {
  const row = (await ask(clickhouse, NAMES)) ?? (await askEach(clickhouse));
  const part = <T>(name: Part, shape: z.ZodType<T>): T | null => {
    const read = shape.safeParse(row[name]);
    return read.success ? read.data : null;
  };
  const [found, policies, rollups] = [
    part('clusters', clusters),
    part('policies', volumes),
    part('rollups', retentions),
  ];
  const substitutions = part('macros', macros);
  return {
    clusters: found && clustersOf(found),
    policies: policies && policiesOf(policies),
    disks: part('disks', names),
    macros: substitutions && Object.fromEntries(substitutions),
    rollups: rollups && rollupsOf(rollups),
    executables:
      part('executables', executables)?.map(([name, types, returns]) => ({
        name,
        arguments: types,
        returns,
      })) ?? null,
    definers: null,
  };
}

function grouped<T>(
  rows: readonly T[],
  nameOf: (row: T) => string,
): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(nameOf(row), [...(groups.get(nameOf(row)) ?? []), row]);
  return [...groups];
}

function clustersOf(rows: Clusters): Surroundings['clusters'] {
  return grouped(rows, ([name]) => name).map(([name, replicas]) => ({
    name,
    shards: grouped(replicas, ([, shard]) => String(shard)).map(([, own]) => own.length),
  }));
}

function policiesOf(rows: Volumes): Surroundings['policies'] {
  return grouped(rows, ([policy]) => policy).map(([name, own]) => ({
    name,
    volumes: own.map(([, volume, disks]) => ({ name: volume, disks })),
  }));
}

function rollupsOf(rows: Retentions): Surroundings['rollups'] {
  return grouped(rows, ([name]) => name).map(([name, own]) => ({
    name,
    rules: grouped(own, ([, regexp, aggregate, , , isDefault]) =>
      [isDefault, regexp, aggregate].join('\n'),
    ).map(([, lines]) => ruleOf(lines)),
  }));
}

function ruleOf(lines: readonly Retentions[number][]): RollupRule {
  const [, regexp = '', aggregate = '', , , isDefault = false] = lines[0] ?? [];
  const retention = lines.map(([, , , age, precision]) => ({ age, precision }));
  return {
    regexp: isDefault ? null : regexp,
    aggregate: aggregate || null,
    // A rule without retention is one row of zeros.
    retention: retention.filter(({ age, precision }) => age > 0 || precision > 0),
  };
}
