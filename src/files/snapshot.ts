import { AppError, throwProblems } from '../errors.ts';
import { hashInfraMap, hashText, stableJson } from '../model/hash.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { noSurroundings, type Surroundings } from '../model/surroundings.ts';
import type { UndeclaredObject } from '../model/undeclared.ts';
import { parseYaml } from './document.ts';
import { collectFaults } from './faults.ts';
import { snapshotFromPeer } from './peer-snapshot.ts';
import { refuseLaterVersion } from './shape.ts';
import { SNAPSHOT_VERSION, snapshotFromFile, snapshotToFile } from './snapshot-content.ts';

export interface Snapshot {
  readonly map: InfraMap;
  /** `hashInfraMap` of the map. */
  readonly hash: string;
  /** False for a snapshot that the peer wrote: it has no hash to verify. */
  readonly isOurs: boolean;
  /** Objects of somebody else around those of the map; no part of its hash. */
  readonly undeclared: readonly UndeclaredObject[];
  /** Id of the Kafka cluster that its topics are on; null without any, and where the brokers tell none. No part of its hash. */
  readonly kafkaCluster: string | null;
  /** What the definitions name in the server's configuration, so that a check without a server knows it. No part of its hash. */
  readonly surroundings: Surroundings;
}

/**
 * The text of a snapshot: maps keyed by address, all keys sorted, two blanks of indentation. Its `hash` covers what is
 * compared between states, its `checksum` all of the file.
 */
export function printSnapshot(
  map: InfraMap,
  undeclared: readonly UndeclaredObject[] = [],
  kafkaCluster: string | null = null,
  surroundings: Surroundings = noSurroundings,
): string {
  const content = snapshotToFile({ map, undeclared, kafkaCluster, surroundings });
  const sorted: unknown = JSON.parse(stableJson({ ...content, checksum: checksumOf(content) }));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}

/**
 * Reads the text of a snapshot, ours or the peer's.
 *
 * @throws AppError FILE_INVALID with every problem; FILE_HASH_WRONG for one of ours that was changed after it was written.
 */
export function parseSnapshot(text: string, file: string): Snapshot {
  const content = parseJson(text, file);
  const isOurs = 'hash' in content || 'checksum' in content;
  const faults = collectFaults();
  if (isOurs) refuseLaterVersion(content, SNAPSHOT_VERSION, file);
  if (isOurs && !isUnchanged(content)) throw changed(file);
  const own = isOurs ? snapshotFromFile(content, faults.fault) : null;
  const map = isOurs ? (own?.map ?? null) : snapshotFromPeer(content, faults.fault);
  faults.throwIfAny(() => parseYaml(text, file));
  if (map === null) throw new AppError('TOOL_BUG', `${file} was neither read nor refused`);
  const hash = hashInfraMap(map);
  if (isOurs && hash !== Reflect.get(content, 'hash')) throw changed(file);
  const { undeclared = [], kafkaCluster = null, surroundings = noSurroundings } = own ?? {};
  return { map, hash, isOurs, undeclared, kafkaCluster, surroundings };
}

function isUnchanged(content: object): boolean {
  const { checksum, ...rest } = { checksum: null, ...content };
  return checksum === checksumOf(rest);
}

function checksumOf(content: object): string {
  return hashText(stableJson(content));
}

function changed(file: string): AppError {
  return new AppError(
    'FILE_HASH_WRONG',
    `${file} was changed after it was written: its hash does not fit its contents`,
    {
      hint: 'take it back from version control, or write it anew with `moose migrate generate --save`',
    },
  );
}

function parseJson(text: string, file: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // JSON is YAML: its parser tells the place of most faults, such as a file that was cut off or a merge conflict.
    parseYaml(text, file);
  }
  const problem = parseYaml(text, file).problemAt(
    [],
    `${file} is not a JSON object`,
    'take it back from version control',
  );
  throwProblems([problem]);
  throw new AppError('FILE_INVALID', problem.message);
}
