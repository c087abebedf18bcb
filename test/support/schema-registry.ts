import { execFile, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RegistryTarget } from '../../src/model/target.ts';
import { GUARD } from './kafka-broker.ts';
import { kafkaCache, prepared } from './kafka-jars.ts';

const run = promisify(execFile);

/** Apicurio Registry, which is on Maven Central complete and speaks Confluent's API. */
const VERSION = '2.6.13.Final';
const ARTIFACT = 'apicurio-registry-app';
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';
const MEMORY = ['-Xms32m', '-Xmx320m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

/** A registry in memory, on a port of this machine. */
export interface RunningRegistry {
  readonly target: RegistryTarget;
  stop(): Promise<void>;
}

/** Fetches the registry (142 MB) the first time. */
async function registryFolder(): Promise<string> {
  return prepared(join(kafkaCache(), `registry-${VERSION}`), async (folder) => {
    const artifact = `io.apicurio:${ARTIFACT}:${VERSION}:tar.gz:all`;
    await run('mvn', ['-q', '-B', PLUGIN, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]);
    const archive = join(folder, `${ARTIFACT}-${VERSION}-all.tar.gz`);
    await run('tar', ['-xzf', archive, '-C', folder]);
    await rm(archive);
  });
}

/** Starts a registry of our own; ready when the promise resolves. */
export async function startRegistry(): Promise<RunningRegistry> {
  const jar = join(await registryFolder(), `${ARTIFACT}-${VERSION}-runner.jar`);
  const settings = ['-Dquarkus.http.host=127.0.0.1', '-Dquarkus.http.port=0'];
  const command = ['java', ...MEMORY, ...settings, '-jar', jar];
  const child = spawn('sh', ['-c', GUARD, 'sh', ...command], { stdio: ['pipe', 'pipe', 'pipe'] });
  const left = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin.on('error', () => {});
  const url = await new Promise<string>((resolve, reject) => {
    let words = '';
    const listen = (text: string): void => {
      words = (words + text).slice(-20_000);
      const found = /Listening on: (http:\/\/127\.0\.0\.1:\d+)/.exec(words)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    void left.then(() => reject(new Error(`the registry ended before it was ready:\n${words}`)));
  });
  return {
    target: { url: `${url}/apis/ccompat/v7`, login: null, timeoutMs: 60_000 },
    stop: async () => {
      child.stdin.end();
      await left;
    },
  };
}
