import type { TestProject } from 'vitest/node';
import { emptyEmbeddedConfig } from '../../src/drivers/embedded/embedded-config.ts';
import { startEmbedded } from '../../src/drivers/embedded/embedded-server.ts';
import { AppError } from '../../src/errors.ts';

/** The shared engine as the test files get it. */
export interface SharedEngine {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly version: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where chdb is not installed. */
    engine: SharedEngine | null;
  }
}

/** Starts the engine that all test files of a run share, and ends it after the last. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  try {
    const server = await startEmbedded({ path: null, databases: [], config: emptyEmbeddedConfig });
    const { url, username, password, version } = server;
    project.provide('engine', { url, username, password, version });
    return () => server.stop();
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'ENGINE_MISSING')) throw error;
    const line = '!'.repeat(78);
    console.warn(
      `\n${line}\n${error.message} EVERY TEST ON A REAL ClickHouse IS SKIPPED.\n${error.hint ?? ''}\n${line}\n`,
    );
    project.provide('engine', null);
    return undefined;
  }
}
