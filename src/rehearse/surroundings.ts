import { randomBytes } from 'node:crypto';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { readSurroundings } from '../drivers/clickhouse/surroundings.ts';
import { isConfigurable } from '../drivers/embedded/config-xml.ts';
import type { EmbeddedConfig } from '../drivers/embedded/embedded-config.ts';
import { hashText, stableJson } from '../model/hash.ts';
import { noSurroundings, type Surroundings } from '../model/surroundings.ts';
import { identifierOf, isSymbol, isWord, tokenize } from '../model/tokens.ts';
import type { AnswerCache } from './answer-cache.ts';

type Part = keyof Surroundings;

/** The surroundings of one target: as they were when somebody last had to know, or as they are. */
export interface SurroundingsSource {
  known(): Surroundings;
  /** Asks the target, once for each source. */
  ask(): Promise<Surroundings>;
}

/** A source that has what a file has kept, where nobody can be asked. */
export function keptSurroundings(surroundings: Surroundings): SurroundingsSource {
  return { known: () => surroundings, ask: async () => surroundings };
}

/** A source that has nothing, for states that belong to no target. */
export const nowhere: SurroundingsSource = keptSurroundings(noSurroundings);

/**
 * The surroundings of a target. They are remembered between runs, so that nothing is asked while nothing changes.
 *
 * @param target its name, as people see it
 */
export function surroundingsOf(
  clickhouse: ClickHouse,
  target: string,
  cache: AnswerCache,
): SurroundingsSource {
  const key = hashText(`surroundings\n${target}`);
  let asked: Promise<Surroundings> | null = null;
  return {
    known: () => ({ ...noSurroundings, ...(cache.get(key) as Surroundings | undefined) }),
    ask: () => {
      asked ??= readSurroundings(clickhouse).then((read) => {
        cache.set(key, read);
        return read;
      });
      return asked;
    },
  };
}

/** What no text without a part can miss: tokenizing them all would show in the time of a run without changes. */
const HINT = /Distributed|cluster|getMacro|GraphiteMergeTree|\bDISK\b|\bVOLUME\b|storage_policy|\bdisk\b/i;

/** Which parts a definition asks for. Executable functions show by name alone: those of `known`. */
export function partsNamedIn(sql: string, known: Surroundings): ReadonlySet<Part> {
  const parts = new Set<Part>();
  const executables = new Set(known.executables?.map(({ name }) => name) ?? []);
  if (!HINT.test(sql) && ![...executables].some((name) => sql.includes(name))) return parts;
  const tokens = tokenize(sql);
  for (const [at, token] of tokens.entries()) {
    const name = identifierOf(token);
    if (name === null) continue;
    const isCall = isSymbol(tokens[at + 1], '(');
    if (isCall && /^(Distributed|cluster|clusterAllReplicas)$/i.test(name))
      for (const part of ['clusters', 'macros', 'policies', 'disks'] as const) parts.add(part);
    if (isCall && name === 'getMacro') parts.add('macros');
    if (isCall && /GraphiteMergeTree$/.test(name)) parts.add('rollups');
    if (isCall && executables.has(name)) parts.add('executables');
    const isMove = (isWord(token, 'DISK') || isWord(token, 'VOLUME')) && isWord(tokens[at - 1], 'TO');
    const isSetting = (name === 'storage_policy' || name === 'disk') && isSymbol(tokens[at + 1], '=');
    if (isMove || isSetting) for (const part of ['policies', 'disks'] as const) parts.add(part);
  }
  return parts;
}

/** The parts of `surroundings` that some definitions ask for; the others are null. */
export function surroundingsFor(sql: readonly string[], surroundings: Surroundings): Surroundings {
  const parts = new Set(sql.flatMap((text) => [...partsNamedIn(text, surroundings)]));
  const entries = Object.entries(surroundings).map(([name, part]) => [
    name,
    parts.has(name as Part) ? part : null,
  ]);
  const definers = [...new Set(sql.flatMap(definersIn))].sort();
  const named = Object.fromEntries(entries) as unknown as Surroundings;
  return { ...named, definers: definers.length === 0 ? null : definers };
}

/** Users that a text names as definers. */
export function definersIn(sql: string): readonly string[] {
  if (!/\bDEFINER\b/i.test(sql)) return [];
  const tokens = tokenize(sql);
  return tokens.flatMap((token, at) => {
    const name =
      isWord(token, 'DEFINER') && isSymbol(tokens[at + 1], '=') ? identifierOf(tokens[at + 2]) : null;
    return name === null || name.toUpperCase() === 'CURRENT_USER' ? [] : [name];
  });
}

/** What of the surroundings an answer about a definition depends on; empty for most. */
export function surroundingsKey(sql: string, surroundings: Surroundings): string {
  const parts = partsNamedIn(sql, surroundings);
  if (parts.size === 0) return '';
  return [...parts]
    .sort()
    .map((part) => `${part} ${stableJson(surroundings[part])}`)
    .join('\n');
}

/** Users that the engine does not have by itself, and can be given. */
const OWN_USERS = new Set(['default', 'moose']);

/** The definers that the shadow has. */
export function definerNames({ definers }: Surroundings): readonly string[] {
  return (definers ?? []).filter((name) => isConfigurable(name) && !OWN_USERS.has(name));
}

/** The native port of an engine that opens none: by it and the address, the engine finds that a replica is itself. */
const OWN_PORT = 9000;

/** An engine like the target: its clusters are the engine itself, its disks are folders of the data directory. */
export function standInConfig(surroundings: Surroundings): Partial<EmbeddedConfig> {
  const named = <T extends { readonly name: string }>(part: readonly T[] | null): readonly T[] =>
    (part ?? []).filter(({ name }) => isConfigurable(name));
  const replica = { host: '127.0.0.1', port: OWN_PORT, username: 'moose', password: '' };
  const isPlain = ({ name, volumes }: NonNullable<Surroundings['policies']>[number]): boolean =>
    name !== 'default' &&
    volumes.every((volume) => isConfigurable(volume.name) && volume.disks.every(isConfigurable));
  return {
    clusters: named(surroundings.clusters).map(({ name, shards }) => ({
      name,
      shards: shards.map((replicas) => Array.from({ length: replicas }, () => replica)),
    })),
    storagePolicies: named(surroundings.policies).filter(isPlain),
    disks: (surroundings.disks ?? []).filter((name) => name !== 'default' && isConfigurable(name)),
    macros: Object.fromEntries(
      Object.entries(surroundings.macros ?? {}).filter(([name]) => isConfigurable(name)),
    ),
    graphiteRollups: named(surroundings.rollups),
    functions: surroundings.executables ?? [],
    users: definerNames(surroundings).map((name) => ({
      name,
      password: randomBytes(24).toString('base64url'),
      settings: {},
      databases: null,
    })),
  };
}
