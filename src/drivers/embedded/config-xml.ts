import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';
import type { ExecutableFunction, Rollup, RollupRule, StoragePolicy } from '../../model/surroundings.ts';
import type { EmbeddedCluster, EmbeddedConfig, EmbeddedReplica, EmbeddedUser } from './embedded-config.ts';
import { HARMLESS_ENGINES, HARMLESS_RIGHTS } from './sealed-rights.ts';

/** What holds for one run of the engine. */
export interface RunFacts {
  /** The file this text is written to: users are read only from a file that is named in the configuration. */
  readonly configFile: string;
  /** The file of {@link printFunctionsXml}. */
  readonly functionsFile: string;
  readonly dataDirectory: string;
  /** Shown by the server in every answer, by which we know that it is ours. */
  readonly displayName: string;
  /** The user we connect as, who may do anything. */
  readonly administrator: Credentials;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The engine's configuration file. The users' passwords stand in it as hashes, those of replicas in clear: it is for its owner's eyes only. */
export function printConfigXml(config: EmbeddedConfig, run: RunFacts): string {
  const { username, password } = run.administrator;
  const reserved = config.users.find(({ name }) => name === 'default' || name === username);
  if (reserved !== undefined)
    throw new AppError('ENGINE_FAILED', `The embedded engine has a user ${reserved.name} of its own.`);
  return element('clickhouse', [
    element('profiles', [
      element(
        'default',
        Object.entries(SERVER_HABITS).map(([name, value]) => leaf(name, value)),
      ),
      element('starter', [leaf('max_sessions_for_user', '1')]),
      ...config.users.map(profile),
    ]),
    element('users', [
      starter(),
      user(
        { name: username, password, databases: null },
        'default',
        config.isSealed
          ? sealed(config)
          : [leaf('access_management', '1'), leaf('named_collection_control', '1')],
      ),
      ...config.users.map((one) => user(one, profileName(one), config.isSealed ? sealed(config) : [])),
    ]),
    element('quotas', ['<default/>']),
    element('user_directories', [element('users_xml', [leaf('path', run.configFile)])]),
    // Gives KeeperMap and Replicated engines a keeper inside the process; what it holds dies with it.
    element('zookeeper', [leaf('implementation', 'testkeeper')]),
    leaf('keeper_map_path_prefix', '/keeper_map'),
    element(
      'macros',
      Object.entries(config.macros).map(([name, value]) => leaf(name, value)),
    ),
    element('remote_servers', config.clusters.map(cluster)),
    storage(config, run.dataDirectory),
    ...config.graphiteRollups.map(rollup),
    config.functions.length === 0 ? '' : leaf('user_defined_executable_functions_config', run.functionsFile),
    config.isSealed
      ? element('access_control_improvements', [leaf('table_engines_require_grant', 'true')])
      : '',
    config.queryLog ? queryLog() : '',
    leaf('display_name', run.displayName),
    leaf('shutdown_wait_unfinished', '0'),
  ]);
}

/** The engine starts with the habits of clickhouse-local; a server has neither of these. */
const SERVER_HABITS = { implicit_select: '0', allow_introspection_functions: '0' };

// The engine logs in to itself as `default` without a password, and cannot be told otherwise. It stays logged in, and takes the
// only session there is: nobody else gets in by that name, who could read with file() whatever our own user can.
function starter(): string {
  return element('default', [
    leaf('password', ''),
    element('networks', [leaf('ip', '127.0.0.1')]),
    leaf('profile', 'starter'),
    leaf('quota', 'default'),
    element('grants', [
      leaf('query', 'GRANT SYSTEM LISTEN, CREATE TEMPORARY TABLE ON *.*'),
      leaf('query', 'GRANT READ ON FILE'),
    ]),
  ]);
}

/** Everything but what leaves the engine. A definition that tries is refused with code 497. */
function sealed({ clusters }: EmbeddedConfig): readonly string[] {
  const engines = HARMLESS_ENGINES.map((name) => leaf('query', `GRANT TABLE ENGINE ON ${name}`));
  const near =
    clusters.length === 0
      ? []
      : [leaf('query', 'GRANT READ, WRITE ON REMOTE'), leaf('query', 'GRANT TABLE ENGINE ON Distributed')];
  return [
    element('grants', [
      leaf('query', `GRANT ${HARMLESS_RIGHTS.join(', ')} ON *.*`),
      leaf('query', 'GRANT SET DEFINER ON *'),
      ...engines,
      ...near,
    ]),
  ];
}

function user(of: Omit<EmbeddedUser, 'settings'>, profileOf: string, rights: readonly string[]): string {
  return element(of.name, [
    leaf('password_sha256_hex', createHash('sha256').update(of.password).digest('hex')),
    element('networks', [leaf('ip', '127.0.0.1')]),
    leaf('profile', profileOf),
    leaf('quota', 'default'),
    ...rights,
    of.databases === null
      ? ''
      : element(
          'allow_databases',
          of.databases.map((name) => leaf('database', name)),
        ),
  ]);
}

function profile(of: EmbeddedUser): string {
  const settings = { ...SERVER_HABITS, ...of.settings };
  return element(
    profileName(of),
    Object.entries(settings).map(([name, value]) => leaf(name, value)),
  );
}

function profileName(of: EmbeddedUser): string {
  return `profile_of_${of.name}`;
}

function queryLog(): string {
  return element('query_log', [
    leaf('database', 'system'),
    leaf('table', 'query_log'),
    leaf('flush_interval_milliseconds', '1000'),
  ]);
}

function cluster(of: EmbeddedCluster): string {
  const replica = ({ host, port, username, password }: EmbeddedReplica): string =>
    element('replica', [
      leaf('host', host),
      leaf('port', String(port)),
      leaf('user', username),
      leaf('password', password),
    ]);
  return element(
    of.name,
    of.shards.map((replicas) => element('shard', replicas.map(replica))),
  );
}

function storage({ storagePolicies: policies, disks: more }: EmbeddedConfig, dataDirectory: string): string {
  if (policies.length === 0 && more.length === 0) return '';
  const disks = [
    ...new Set([...more, ...policies.flatMap((policy) => policy.volumes.flatMap((volume) => volume.disks))]),
  ].filter((name) => name !== 'default');
  return element('storage_configuration', [
    // A disk's path must end with a slash.
    element(
      'disks',
      disks.map((name) => element(name, [leaf('path', `${join(dataDirectory, 'disks', name)}/`)])),
    ),
    element(
      'policies',
      policies.map((policy) => element(policy.name, [element('volumes', policy.volumes.map(volume))])),
    ),
  ]);
}

function volume(of: StoragePolicy['volumes'][number]): string {
  return element(
    of.name,
    of.disks.map((name) => leaf('disk', name)),
  );
}

function rollup(of: Rollup): string {
  const rule = (name: string, { regexp, aggregate, retention }: RollupRule): string =>
    element(name, [
      regexp === null ? '' : leaf('regexp', regexp),
      aggregate === null ? '' : leaf('function', aggregate),
      ...retention.map(({ age, precision }) =>
        element('retention', [leaf('age', String(age)), leaf('precision', String(precision))]),
      ),
    ]);
  return element(
    of.name,
    of.rules.map((one) => rule(one.regexp === null ? 'default' : 'pattern', one)),
  );
}

// Calls on constants are run already when a view is made: each row gets NULL, which is read as the type's default.
const ANSWER_NULL = "sed 's/.*/\\\\N/'";

/** The file that names the executable functions. Whatever they run on the target, here it is `sed`. */
export function printFunctionsXml(functions: readonly ExecutableFunction[]): string {
  return element(
    'functions',
    functions.map(({ name, arguments: types, returns }) =>
      element('function', [
        leaf('type', 'executable'),
        leaf('name', name),
        leaf('return_type', returns),
        ...types.map((type) => element('argument', [leaf('type', type)])),
        leaf('format', 'TabSeparated'),
        leaf('command', ANSWER_NULL),
        leaf('execute_direct', '0'),
      ]),
    ),
  );
}

/** Whether a name can stand in the configuration. A dot is a path there. */
export function isConfigurable(name: string): boolean {
  return ELEMENT_NAME.test(name) && !name.includes('.');
}

const ELEMENT_NAME = /^[A-Za-z_][\w.-]*$/;

function element(name: string, children: readonly string[]): string {
  // The engine's configuration has no other way to name a user, cluster, disk or macro than an element of that name.
  if (!ELEMENT_NAME.test(name))
    throw new AppError(
      'ENGINE_FAILED',
      `The name ${JSON.stringify(name)} cannot stand in the configuration of the embedded engine.`,
    );
  return `<${name}>${children.join('')}</${name}>\n`;
}

function leaf(name: string, value: string): string {
  return element(name, [value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')]);
}
