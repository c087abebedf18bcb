import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { targetOf } from '../src/commands/survey.ts';
import type { Target } from '../src/model/target.ts';
import { type KeyTree, KNOWN_KEYS, variableOf } from '../src/project/config/known-keys.ts';
import { readConfig } from '../src/project/config/read-config.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'config-environment-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function configWith(env: Readonly<Record<string, string>>, toml = '') {
  writeFileSync(join(dir, 'moose.config.toml'), toml);
  return readConfig({ cwd: dir, configFile: null, env, mode: 'prod' });
}

/** A value for each setting that is used, as the environment gives it; never the default. */
const VALUES: Readonly<Record<string, string>> = {
  language: 'typescript',
  source_dir: 'code',
  'features.streaming_engine': 'false',
  'features.workflows': 'yes',
  'features.olap': '0',
  'features.apis': 'off',
  'clickhouse_config.db_name': 'metrics',
  'clickhouse_config.user': 'amy',
  'clickhouse_config.password': 'hunter2',
  'clickhouse_config.use_ssl': 'TRUE',
  'clickhouse_config.host': 'db.example',
  'clickhouse_config.host_port': '18124',
  'clickhouse_config.native_port': '9001',
  'clickhouse_config.embedded': 'on',
  'clickhouse_config.url': 'http://amy@db.example/metrics',
  'clickhouse_config.additional_databases': 'raw, lake',
  'clickhouse_config.clusters': 'east, west',
  'redpanda_config.broker': 'kafka.example:9095',
  'redpanda_config.message_timeout_ms': '1001',
  'redpanda_config.retention_ms': '30001',
  'redpanda_config.replication_factor': '3',
  'redpanda_config.sasl_username': 'kim',
  'redpanda_config.sasl_password': 'hunter3',
  'redpanda_config.sasl_mechanism': 'SCRAM-SHA-256',
  'redpanda_config.security_protocol': 'SASL_SSL',
  'redpanda_config.ssl_ca_file': 'ca.pem',
  'redpanda_config.flavour': 'redpanda',
  'redpanda_config.cluster_id': 'east-1',
  'redpanda_config.namespace': 'team',
  'redpanda_config.schema_registry_url': 'http://registry.example',
  'state_config.storage': 'file',
  'state_config.cluster': 'main',
  'state_config.keeper_map': '1',
  'state_config.project': 'shop',
  'migration_config.ignore_operations': '["ModifyTableTtl"]',
  'migration_config.prod_auto_allow_destructive': 'true',
};

function usedKeys(tree: KeyTree, path: readonly string[]): readonly (readonly string[])[] {
  return Object.entries(tree).flatMap(([key, kind]) => {
    if (typeof kind !== 'string') return usedKeys(kind, [...path, key]);
    return kind === 'any' ? [] : [[...path, key]];
  });
}

const USED = usedKeys(KNOWN_KEYS, []);

describe('every setting that is used', () => {
  it('has a value below', () => {
    expect(USED.map((path) => path.join('.')).sort()).toEqual(Object.keys(VALUES).sort());
  });

  it.each(USED.map((path) => [path.join('.'), variableOf(path)] as const))(
    '%s is set by %s, in the environment and in a dotenv file',
    async (key, variable) => {
      const value = VALUES[key] ?? '';
      const plain = await configWith({});
      const set = await configWith({ [variable]: value });
      expect(set.notices).toEqual([]);
      // Only TypeScript is read, so that key has no other value to show.
      if (key !== 'language') expect(set.config).not.toEqual(plain.config);
      writeFileSync(join(dir, '.env.local'), `${variable}='${value}'\n`);
      expect((await configWith({})).config).toEqual(set.config);
    },
  );
});

describe('MOOSE_CLICKHOUSE_CONFIG__URL', () => {
  const FILE = '[clickhouse_config]\nhost = "from-file"\ndb_name = "shop"\nembedded = true\n';

  async function target(env: Readonly<Record<string, string>>, flag: string | null): Promise<Target> {
    const silent = { phase: () => undefined, note: () => undefined };
    return targetOf((await configWith(env, FILE)).config, flag, silent);
  }

  const VARIABLE = { MOOSE_CLICKHOUSE_CONFIG__URL: 'https://amy:hunter%2F2@db.example:8444' };

  it('names the target, over what the section says of it', async () => {
    expect(await target(VARIABLE, null)).toEqual({
      kind: 'server',
      url: 'https://db.example:8444',
      database: 'shop',
      username: 'amy',
      password: 'hunter/2',
    });
  });

  it('gives way to the flag, and is none when it is empty', async () => {
    expect(await target(VARIABLE, 'http://other.example/lake')).toMatchObject({
      url: 'http://other.example:8123',
      database: 'lake',
    });
    expect(await target({ MOOSE_CLICKHOUSE_CONFIG__URL: '' }, null)).toMatchObject({ kind: 'embedded' });
  });

  it('is refused without a part of its password', async () => {
    const wrong = target({ MOOSE_CLICKHOUSE_CONFIG__URL: 'ftp://amy:hunter2@db.example' }, null);
    await expect(wrong).rejects.toMatchObject({ code: 'TARGET_INVALID' });
    await expect(wrong).rejects.not.toThrow(/hunter2/);
  });
});
