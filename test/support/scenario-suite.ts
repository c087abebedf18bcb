import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { DATABASE, openScenarioProject, readScenario, type Scenario } from './scenario.ts';
import { play, type Stage } from './scenario-play.ts';
import { startScenarioServer } from './scenario-server.ts';
import { startSimulator } from './simulated.ts';

const folder = fileURLToPath(new URL('../scenarios', import.meta.url));

/** Every scenario, by the name of its folder. */
export function allScenarios(): readonly (readonly [string, Scenario])[] {
  return readdirSync(folder)
    .sort()
    .map((name) => [name, readScenario(join(folder, name))]);
}

/** The error with its problems, which vitest would not show. */
function told(error: unknown): unknown {
  if (!(error instanceof AppError) || error.problems.length === 0) return error;
  return new Error([error.message, ...error.problems.map(({ message }) => message)].join('\n'), {
    cause: error,
  });
}

/**
 * Makes the tests of every `of`-th scenario from the `part`-th on. A test file runs its scenarios one after the other on
 * engines of its own, because they all use one database; more files use more cores.
 */
export function testScenarios(part: number, of: number): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = { server: await startScenarioServer(), simulator: await startSimulator(DATABASE) };
  });
  afterAll(async () => {
    await stage.simulator.stop();
    await stage.server.stop();
  });
  describe.each(allScenarios().filter((_, at) => at % of === part))('%s', (_, scenario) => {
    it(scenario.title, async () => {
      const project = openScenarioProject(scenario, stage.server.url);
      try {
        await play(stage, scenario, project);
      } catch (error) {
        throw told(error);
      } finally {
        project.remove();
      }
    });
  });
}
