import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const POM = fileURLToPath(new URL('../kafka/pom.xml', import.meta.url));

/** The releases that the tests run against: the last line with ZooKeeper in it, and one without. */
export const KAFKA_VERSIONS = { '3.9': '3.9.1', '4.1': '4.1.1' } as const;
export type KafkaLine = keyof typeof KAFKA_VERSIONS;

/** Where jars and prepared data are kept between runs. */
export function kafkaCache(): string {
  const own = process.env.KAFKA_TEST_CACHE;
  if (own !== undefined && own !== '') return own;
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'moose-migrate', 'kafka');
}

/** What is missing for a Kafka of our own, in a few words; null when all is there. */
export async function missingForKafka(): Promise<string | null> {
  for (const [program, flag] of [
    ['java', '-version'],
    ['keytool', '-help'],
    ['mvn', '--version'],
  ] as const) {
    const isThere = await run(program, [flag]).then(
      () => true,
      () => false,
    );
    if (!isThere) return `${program} is not installed`;
  }
  return null;
}

/** The folder with the jars of one release, fetched from Maven Central the first time (about 45 MB). */
export async function kafkaJars(line: KafkaLine): Promise<string> {
  const version = KAFKA_VERSIONS[line];
  return prepared(join(kafkaCache(), version, 'jars'), async (folder) => {
    await run('mvn', [
      '-q',
      '-B',
      '-f',
      POM,
      `-Dkafka.version=${version}`,
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${folder}`,
    ]);
  });
}

/** A folder that is made once, and never half: another run that makes it at the same time does no harm. */
export async function prepared(folder: string, make: (folder: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const temporary = await mkdtemp(`${folder}-`);
  try {
    await make(temporary);
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
