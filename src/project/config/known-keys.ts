/** How the text of an environment variable becomes a value; `any` marks keys that are known and not used here. */
export type KeyKind = 'text' | 'number' | 'boolean' | 'list' | 'clusters' | 'any';
export type KeyTree = { readonly [key: string]: KeyKind | KeyTree };

const any = (...keys: readonly string[]): KeyTree =>
  Object.fromEntries(keys.map((key) => [key, 'any' as const]));

/** Every section and key of moose.config.toml, the peer's included: what is not here is told to the user. */
export const KNOWN_KEYS: KeyTree = {
  language: 'text',
  source_dir: 'text',
  load_infra: 'any',
  supported_old_versions: 'any',
  features: {
    streaming_engine: 'boolean',
    workflows: 'boolean',
    olap: 'boolean',
    apis: 'boolean',
    ...any('ddl_plan', 'migrate_with_deltas', 'data_model_v2'),
  },
  clickhouse_config: {
    db_name: 'text',
    user: 'text',
    password: 'text',
    use_ssl: 'boolean',
    host: 'text',
    host_port: 'number',
    native_port: 'number',
    embedded: 'boolean',
    url: 'text',
    additional_databases: 'list',
    clusters: 'clusters',
    ...any('host_data_path', 'rls_user', 'rls_password', 'keeper_port'),
  },
  redpanda_config: {
    broker: 'text',
    message_timeout_ms: 'number',
    retention_ms: 'number',
    replication_factor: 'number',
    sasl_username: 'text',
    sasl_password: 'text',
    sasl_mechanism: 'text',
    security_protocol: 'text',
    ssl_ca_file: 'text',
    flavour: 'text',
    cluster_id: 'text',
    namespace: 'text',
    schema_registry_url: 'text',
  },
  state_config: { storage: 'text', cluster: 'text', keeper_map: 'boolean', project: 'text' },
  migration_config: { ignore_operations: 'list', prod_auto_allow_destructive: 'boolean', dir: 'any' },
  http_server_config: any(
    'host',
    'port',
    'management_port',
    'proxy_port',
    'path_prefix',
    'max_request_body_size',
    'api_workers',
    'on_first_start_script',
    'on_reload_complete_script',
  ),
  redis_config: any('url', 'key_prefix', 'last_key_prefix', 'hostname', 'port', 'tls'),
  temporal_config: any(
    'db_user',
    'db_password',
    'db_host',
    'db_port',
    'host',
    'port',
    'temporal_host',
    'temporal_port',
    'temporal_scheme',
    'temporal_region',
    'temporal_version',
    'namespace',
    'admin_tools_version',
    'ui_version',
    'ui_port',
    'ui_cors_origins',
    'config_path',
    'postgresql_version',
    'client_cert',
    'client_key',
    'ca_cert',
    'api_key',
  ),
  jwt: any('secret', 'issuer', 'audience', 'enforce_on_all_consumptions_apis', 'enforce_on_all_ingest_apis'),
  authentication: any('admin_api_key'),
  typescript_config: any('package_manager'),
  docker_config: any('custom_dockerfile', 'dockerfile_path'),
  watcher_config: any('ignore_patterns'),
  git_config: any('main_branch_name'),
  telemetry: any('enabled', 'export_metrics', 'is_moose_developer'),
  dev: {
    remote_clickhouse: any('host', 'port', 'database', 'use_ssl', 'protocol'),
    externally_managed: { tables: any('create_local_mirrors', 'sample_size', 'refresh_on_startup') },
  },
};

/** Keys of each of `clickhouse_config.clusters`. */
export const CLUSTER_KEYS: KeyTree = { name: 'text' };

/** Other names of sections. */
export const SECTION_ALIASES: ReadonlyMap<string, string> = new Map([['kafka_config', 'redpanda_config']]);

/** Variables that begin with MOOSE_ and are no setting of the config file. */
export const OTHER_VARIABLES: ReadonlySet<string> = new Set([
  'MOOSE_INGEST_API_KEY',
  'MOOSE_CONSUMPTION_API_KEY',
  'MOOSE_ADMIN_TOKEN',
  'MOOSE_CLIENT_ONLY',
  'MOOSE_SHADOW',
  'MOOSE_LOAD_SECONDS',
  'MOOSE_AGENT',
  'MOOSE_ACCEPT_ALL',
  'MOOSE_ACCEPT_DESTRUCTIVE',
  'MOOSE_ACCEPT_RENAME',
]);

/** The kind or the subtree at a path, `null` for a key nobody knows. */
export function knownAt(path: readonly string[]): KeyKind | KeyTree | null {
  let place: KeyKind | KeyTree = KNOWN_KEYS;
  for (const key of path) {
    if (typeof place === 'string') return place === 'any' ? 'any' : null;
    const next: KeyKind | KeyTree | undefined = Object.hasOwn(place, key) ? place[key] : undefined;
    if (next === undefined) return null;
    place = next;
  }
  return place;
}

/** The variable that overrides the key at a path: `MOOSE_CLICKHOUSE_CONFIG__HOST`. */
export function variableOf(path: readonly string[]): string {
  return `MOOSE_${path.join('__').toUpperCase()}`;
}

/** The names of all variables that override a key. */
export function allVariables(): readonly string[] {
  return leaves(KNOWN_KEYS, []).map(variableOf);
}

function leaves(tree: KeyTree, path: readonly string[]): readonly (readonly string[])[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[...path, key]] : leaves(value, [...path, key]),
  );
}
