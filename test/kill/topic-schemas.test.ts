import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithEngine } from '../support/engine.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster } from '../support/kafka.ts';
import { type RunningRegistry, startRegistry } from '../support/schema-registry.ts';
import { MOMENTS, openTopicStage, playTopicCell, REGISTER, type TopicStage } from './topic-cells.ts';

/** All moments, for `npm run test:kill`: one of them is played by schema-registry.test.ts, whose registry runs anyway. */
describe.runIf(process.env.KILL_MATRIX === 'full')('whoever kills the command line', () => {
  describeWithKafka('as it registers a schema', () => {
    describeWithEngine('at a real registry', () => {
      let running: RunningRegistry;
      let stage: TopicStage;
      beforeAll(async () => {
        running = await startRegistry();
        const [broker = ''] = (await kafkaCluster('3.9')).plain;
        stage = await openTopicStage(broker, new URL(running.target.url).origin);
      }, KAFKA_START_MS);
      afterAll(async () => {
        await stage?.stop();
        await running?.stop();
      });

      it.each(MOMENTS)('finds it registered once after resume: %s', { timeout: 300_000 }, async (moment) => {
        expect(await playTopicCell(stage, REGISTER, moment)).toBeNull();
      });
    });
  });
});
