import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { introspect } from '../drivers/clickhouse/introspect.ts';
import type { TopicAdmin } from '../drivers/kafka/topic-admin.ts';
import { withTarget } from '../drivers/open-target.ts';
import type { StoredState } from '../drivers/state-store.ts';
import { describeTarget, type Target } from '../model/target.ts';
import { NOTHING_TOLD, type Told } from '../model/told.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import { parseTarget, targetOfConfig } from '../project/config/target.ts';
import { withCodeFrames } from '../project/framed-problems.ts';
import { type SecretValues, secretValues } from '../project/secret-values.ts';
import { openAnswerCache } from '../rehearse/answer-cache.ts';
import { shadowVersion } from '../rehearse/shadow.ts';
import { openShadowPool, type ShadowPool } from '../rehearse/shadow-pool.ts';
import { type SurroundingsSource, surroundingsOf } from '../rehearse/surroundings.ts';
import { timed } from '../timing.ts';
import { type Comparison, compare, databasesOf, type Sides } from './compare.ts';
import { answerCacheFile, ignoreOwnFolder, openProject, readProject } from './project.ts';
import { readLive } from './read-live.ts';
import { openStores, type Stores } from './stores.ts';
import type { Talk } from './talk.ts';
import { openTopics } from './topic-side.ts';

/** What the comparing commands are told on the command line. */
export interface SurveyOptions {
  readonly cwd: string;
  readonly configFile: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--clickhouse-url`; null takes the project's own configuration. */
  readonly clickhouseUrl: string | null;
  /** `--kafka-brokers`; null takes those of the project's own configuration. */
  readonly kafkaBrokers: string | null;
}

/** Both sides of the comparison and what came of it. Maps are canonical unless they say otherwise. */
export interface Survey extends Comparison {
  readonly config: ProjectConfig;
  readonly target: Target;
  readonly clickhouse: ClickHouse;
  /** Every database a project may touch, the default one first. */
  readonly databases: readonly string[];
  readonly state: StoredState;
  readonly stores: Stores;
  readonly secrets: SecretValues;
  /** The cluster whose topics are planned; null where topics are only recorded. */
  readonly kafka: TopicAdmin | null;
  /** Version of the engine that judged the definitions; null where none is installed. */
  readonly shadowVersion: string | null;
  readonly shadows: ShadowPool;
  readonly surroundings: SurroundingsSource;
  /** Reads the live side again and compares it with the same desired state, by what was told besides the code. */
  readonly again: (told: Told) => Promise<Comparison>;
  /** Compares the same two sides once more, by what was told besides the code. */
  readonly decided: (told: Told) => Promise<Comparison>;
}

/** What a survey is for. */
export interface SurveyPurpose {
  /** Whether a plan will be rehearsed, so that its shadow can be started early. */
  readonly isRehearsed: boolean;
  /** Which dotenv files count: `.env.dev` or `.env.prod`. */
  readonly mode: 'dev' | 'prod';
}

const TO_LOOK: SurveyPurpose = { isRehearsed: false, mode: 'prod' };

/** The server of `--clickhouse-url`, or else of `url` in the configuration, or else the one that the configuration describes. */
export function targetOf(config: ProjectConfig, flag: string | null, talk: Talk): Target {
  const url = flag ?? config.clickhouse.url;
  if (url === null) return targetOfConfig(config);
  const { target, notices } = parseTarget(url, {
    database: config.clickhouse.database,
    directory: config.projectDir,
  });
  notices.forEach(talk.note);
  return target;
}

/**
 * Reads both sides and compares them: the code and the servers at the same time, then the plan between them. The target
 * stays open for `use`.
 */
export async function surveyed<T>(
  options: SurveyOptions,
  talk: Talk,
  use: (survey: Survey) => Promise<T>,
  { isRehearsed, mode }: SurveyPurpose = TO_LOOK,
): Promise<T> {
  const opened = await openProject(options, talk, mode);
  const { config } = opened;
  const target = targetOf(config, options.clickhouseUrl, talk);
  const databases = databasesOf(config, target);
  talk.phase(`Reading the project and ${describeTarget(target)}`);
  const shadows = openShadowPool(databases);
  // Code that has changed since the last time will have to be judged; the engine starts while its types are read.
  let checking: Promise<readonly string[]> = Promise.resolve([]);
  const reading = timed('project', () =>
    readProject(opened, talk, {
      onChanged: () => (shadowVersion() === null ? undefined : shadows.prepare()),
      onChecking: (notices) => {
        notices.catch(() => undefined);
        checking = notices;
      },
    }),
  );
  // Both sides are read at once; whichever fails first is reported, the other must not be an unhandled rejection.
  reading.catch(() => undefined);
  const surveying = withCodeFrames(config.projectDir, () =>
    withTarget(target, databases, async (clickhouse) => {
      const stores = openStores(config, clickhouse);
      const cache = openAnswerCache(answerCacheFile(config.projectDir));
      const surroundings = surroundingsOf(clickhouse, describeTarget(target), cache);
      const introspected = timed('introspection', () => introspect(clickhouse, databases)).then(
        async (live) => {
          // Understanding what is live needs no code, and reading the code leaves this thread idle.
          await timed('live definitions', () =>
            readLive({ target, shadows, surroundings, cache, talk }, live),
          );
          return live;
        },
      );
      const knowing = Promise.all([reading, stores.state.read()]);
      const connecting = knowing.then(([{ declared }, state]) =>
        timed('brokers', () => openTopics(config, options.kafkaBrokers, declared, state)),
      );
      // It is closed whatever else fails.
      const kafkaOpened = connecting.catch(() => null);
      const [live, [project, state], kafka] = await Promise.all([introspected, knowing, connecting]).catch(
        async (error: unknown) => {
          await kafkaOpened.then((admin) => admin?.close());
          throw error;
        },
      );
      const sides: Sides = {
        project,
        clickhouse,
        target,
        shadows,
        surroundings,
        cache,
        isRehearsed,
        kafka,
        told: NOTHING_TOLD,
        talk,
      };
      try {
        const first = await timed('comparison', () => compare(sides, live, state)).finally(async () => {
          // What TypeScript says may explain what went wrong.
          (await timed('checks of TypeScript', () => checking)).forEach(talk.note);
        });
        const again = async (told: Told): Promise<Comparison> =>
          compare({ ...sides, told }, await introspect(clickhouse, databases), await stores.state.read());
        const decided = (told: Told): Promise<Comparison> => compare({ ...sides, told }, live, state);
        return await use({
          ...first,
          decided,
          config,
          target,
          databases,
          clickhouse,
          kafka,
          state,
          stores,
          secrets: secretValues(project.declared, opened.env),
          shadowVersion: shadowVersion(),
          shadows,
          surroundings,
          again,
        });
      } finally {
        await kafka?.close();
      }
    }),
  );
  return surveying.finally(async () => {
    // It is remembered with the project, whatever came of this run.
    await checking.catch(() => undefined);
    ignoreOwnFolder(config.projectDir);
    return shadows.close();
  });
}
