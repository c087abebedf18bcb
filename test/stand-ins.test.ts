import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apply } from '../src/commands/apply.ts';
import { check } from '../src/commands/check.ts';
import { type Generated, generate } from '../src/commands/generate.ts';
import type { Talk } from '../src/commands/talk.ts';
import { type ClickHouse, connectClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { readSurroundings } from '../src/drivers/clickhouse/surroundings.ts';
import { emptyEmbeddedConfig } from '../src/drivers/embedded/embedded-config.ts';
import {
  type EmbeddedServer,
  embeddedServerTarget,
  startEmbedded,
} from '../src/drivers/embedded/embedded-server.ts';
import { noSurroundings } from '../src/model/surroundings.ts';
import { partsNamedIn, surroundingsFor } from '../src/rehearse/surroundings.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine } from './support/engine.ts';
import { QUIET_GENERATE } from './support/generate-options.ts';

const SILENT: Talk = { phase: () => undefined, note: () => undefined };
const nobody = { username: 'reader', password: 'hidden' };
/** By the address and the port that it does not open, the engine knows itself. */
const OWN = { host: '127.0.0.1', port: 9000, ...nobody };

/** Two shards, a cold disk, a rollup and a program. */
const TARGET = {
  ...emptyEmbeddedConfig,
  clusters: [{ name: 'analytics', shards: [[OWN, OWN], [OWN]] }],
  storagePolicies: [
    {
      name: 'tiered',
      volumes: [
        { name: 'hot', disks: ['default'] },
        { name: 'cold', disks: ['archive'] },
      ],
    },
  ],
  disks: ['spare'],
  macros: { shard: '07', layer: 'a<b' },
  graphiteRollups: [
    {
      name: 'graphs',
      rules: [
        {
          regexp: '^one_sec\\.',
          aggregate: 'sum',
          retention: [
            { age: 0, precision: 1 },
            { age: 600, precision: 60 },
          ],
        },
        { regexp: null, aggregate: 'avg', retention: [{ age: 3600, precision: 300 }] },
      ],
    },
  ],
  functions: [{ name: 'score', arguments: ['UInt64', 'String'], returns: 'Float64' }],
};

const CODE = `
import { ClickHouseEngines, type Key, OlapTable, type Float64, type Int64, type UInt64, View } from 'moose-migrate';

interface Event { id: Key<UInt64>; at: Date; kind: string }
interface Point { Path: Key<string>; Time: Date; Value: Float64; Timestamp: Int64 }

export const events = new OlapTable<Event>('events', {
  orderByFields: ['id'],
  ttl: "at + INTERVAL 7 DAY TO VOLUME 'cold', at + INTERVAL 1 YEAR DELETE",
  settings: { storage_policy: 'tiered' },
});
export const points = new OlapTable<Point>('points', {
  engine: ClickHouseEngines.GraphiteMergeTree,
  configSection: 'graphs',
  orderByFields: ['Path', 'Time'],
});
export const counted = new View('counted', {
  selectStatement: "select getMacro('layer') as layer, count( ) as n from cluster('analytics', local.events)",
  baseTables: [events],
});
export const scored = new View('scored', {
  selectStatement: 'select id, score(id,kind) as points from events',
  baseTables: [events],
});
`;

/** Made ON CLUSTER, which an embedded target cannot run. */
const DISTRIBUTED = `
export const everywhere = new OlapTable<Event>('everywhere', {
  engine: ClickHouseEngines.Distributed,
  cluster: 'analytics',
  targetDatabase: 'local',
  targetTable: 'events',
  shardingKey: 'rand( )',
});
`;

describeWithEngine(
  'a target with clusters, disks, rollups and programs of its own',
  { timeout: 120_000 },
  () => {
    let server: EmbeddedServer;
    let clickhouse: ClickHouse;
    const directory = mkdtempSync(join(tmpdir(), 'moose-stand-ins-'));

    beforeAll(async () => {
      server = await startEmbedded({ path: null, databases: ['local'], config: TARGET });
      clickhouse = await connectClickHouse(embeddedServerTarget(server, 'local'));
      mkdirSync(join(directory, 'app'));
      writeFileSync(
        join(directory, 'moose.config.toml'),
        '[features]\nstreaming_engine = false\n[[clickhouse_config.clusters]]\nname = "analytics"\n[[clickhouse_config.clusters]]\nname = "others"\n',
      );
      write(CODE);
    });
    afterAll(async () => {
      rmSync(directory, { recursive: true, force: true });
      await clickhouse.close();
      await server.discard();
    });

    const write = (code: string): void => writeFileSync(join(directory, 'app', 'index.ts'), code);
    const options = () => ({
      cwd: directory,
      configFile: null,
      env: {},
      clickhouseUrl: `${server.url.replace('://', `://${server.username}:${server.password}@`)}/local`,
      kafkaBrokers: null,
    });
    const plan = (save = false): Promise<Generated> =>
      generate({ ...options(), ...QUIET_GENERATE, save }, SILENT);

    /** How often the target was asked for its surroundings. */
    async function asked(): Promise<number> {
      await clickhouse.execute('SYSTEM FLUSH LOGS');
      const [row] = await clickhouse.query<{ readonly n: number | string }>(
        "SELECT count() AS n FROM system.query_log WHERE type = 'QueryFinish' AND query LIKE '%system.storage_policies%' AND query NOT LIKE '%query_log%'",
      );
      return Number(row?.n ?? 0);
    }

    it('tells what it has, and no host', async () => {
      const read = await readSurroundings(clickhouse);
      expect(read).toEqual({
        clusters: [{ name: 'analytics', shards: [2, 1] }],
        policies: [
          { name: 'default', volumes: [{ name: 'default', disks: ['default'] }] },
          {
            name: 'tiered',
            volumes: [
              { name: 'hot', disks: ['default'] },
              { name: 'cold', disks: ['archive'] },
            ],
          },
        ],
        disks: ['archive', 'default', 'spare'],
        macros: { layer: 'a<b', shard: '07' },
        rollups: [],
        executables: [{ name: 'score', arguments: ['UInt64', 'String'], returns: 'Float64' }],
        definers: null,
      });
      expect(JSON.stringify(read)).not.toMatch(/127\.0\.0\.1|reader|hidden/);
    });

    it('is stood in for: its definitions are judged, planned, rehearsed, applied and found again', async () => {
      const generated = await plan(true);
      expect(generated.rehearsed).toMatchObject({ is: 'rehearsed', outcome: 'reached-desired' });
      expect(generated.plan.operations).toHaveLength(4);
      const stoodIn = generated.notes.filter((note) => note.startsWith('rehearsed with a stand-in'));
      expect(stoodIn.map((note) => note.slice('rehearsed with a stand-in: '.length))).toEqual([
        'MergeTree for the engine GraphiteMergeTree of local.points',
        'folders for the storage policy tiered',
      ]);
      // A check without the server knows of it what the plan was made with, on a machine that has never seen it.
      rmSync(join(directory, '.moose'), { recursive: true, force: true });
      const { cwd, configFile, env } = options();
      const checked = await check({ cwd, configFile, env, allow: [], writeReceipt: false }, SILENT);
      expect(checked).toMatchObject({ problems: [], notes: generated.notes, exitCode: 0 });
      const { report } = await apply({ ...options(), ...QUIET_APPLY }, SILENT);
      expect(report.outcome).toBe('applied');
      const tables = generated.desired.tables.map(({ name, engine, ttl }) => [name, engine.args, ttl]);
      expect(tables).toEqual([
        ['events', [], "at + toIntervalDay(7) TO VOLUME 'cold', at + toIntervalYear(1)"],
        ['points', ["'graphs'"], null],
      ]);
      expect((await plan()).plan.operations).toEqual([]);
    });

    it('is not asked again while nothing changes', async () => {
      const before = await asked();
      expect(before).toBeGreaterThan(0);
      expect((await plan()).plan.operations).toEqual([]);
      expect(await asked()).toBe(before);
      write(CODE.replace('INTERVAL 7 DAY', 'INTERVAL 9 DAY'));
      const { plan: changed, rehearsed } = await plan();
      expect(changed.operations.map(({ kind }) => kind)).toEqual(['ModifyTableTtl']);
      expect(rehearsed.is).toBe('rehearsed');
      expect(await asked()).toBe(before + 1);
    });

    it('has its clusters stood in for by the engine itself', async () => {
      write(CODE + DISTRIBUTED);
      const { plan: made, notes, rehearsed, desired } = await plan();
      expect(made.operations.map(({ because }) => because)).toEqual(['local.everywhere']);
      expect(rehearsed.is).toBe('rehearsed');
      expect(notes).toContain(
        'rehearsed with a stand-in: the engine itself for the servers of the cluster analytics',
      );
      expect(desired.tables.find(({ name }) => name === 'everywhere')?.engine.args).toEqual([
        "'analytics'",
        "'local'",
        "'events'",
        'rand()',
      ]);
    });

    it('refuses a disk and a cluster that it does not have before anything is planned', async () => {
      write(
        CODE.replace("VOLUME 'cold'", "DISK 'nowhere'") +
          DISTRIBUTED.replace("cluster: 'analytics'", "cluster: 'others'"),
      );
      const error = await plan().catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        problems: [
          { message: expect.stringMatching(/^local\.events: .*No such disk `nowhere`/) },
          { message: expect.stringMatching(/^local\.everywhere: .*cluster 'others' not found/) },
        ],
      });
    });

    it('has what a project without such things never asks for', () => {
      expect([
        ...partsNamedIn('CREATE TABLE a (id UInt8) ENGINE = MergeTree ORDER BY id', noSurroundings),
      ]).toEqual([]);
      expect([
        ...partsNamedIn(
          "CREATE TABLE a (disk String, url String DEFAULT 'Distributed(') ENGINE = Log",
          noSurroundings,
        ),
      ]).toEqual([]);
      const around = { ...noSurroundings, macros: { a: 'b' }, clusters: [] };
      expect(surroundingsFor(["SELECT getMacro('a')"], around)).toEqual({
        ...noSurroundings,
        macros: { a: 'b' },
      });
    });
  },
);
