import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { KEEP_VERSIONS } from '../src/commands/decide-versions.ts';
import { generate } from '../src/commands/generate.ts';
import { AppError } from '../src/errors.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster, topicName } from './support/kafka.ts';
import { USERS } from './support/kafka-node.ts';
import { migrationProject, surveyOf } from './support/migration-project.ts';

describeWithKafka('a project', { timeout: KAFKA_START_MS }, () => {
  describeWithEngine('logs in as its configuration says', () => {
    it('over TLS, with the password from the environment, which nobody gets to see', async () => {
      const { saslTls, caFile } = await kafkaCluster('3.9');
      const topic = topicName('secured');
      const config = (password: string): string => `source_dir = "app"
[redpanda_config]
broker = "${saslTls.join(',')}"
security_protocol = "SASL_SSL"
sasl_mechanism = "SCRAM-SHA-512"
sasl_username = "owner"
sasl_password = "${password}"
ssl_ca_file = "ca.pem"
`;
      const project = migrationProject({
        'app/index.ts': `import { Stream } from 'moose-migrate';\nexport const secured = new Stream<{ id: string }>('${topic}', { parallelism: 2 });\n`,
        'moose.config.toml': config('hunter2-wrong'),
      });
      copyFileSync(caFile, join(project.directory, 'ca.pem'));
      const { url } = await freshDatabase('login');
      const planned = (env: Readonly<Record<string, string>>) =>
        generate(
          {
            ...surveyOf(project.directory, url),
            env,
            save: true,
            approval: { all: true, destructive: true, ask: null },
            renames: { told: [], denied: [], acceptAll: false, ask: null },
            versions: KEEP_VERSIONS,
            now: new Date(0),
          },
          { phase: () => undefined, note: () => undefined },
        );
      const error = await planned({}).catch((thrown: unknown) => thrown);
      if (!(error instanceof AppError)) throw new Error(`no AppError but ${String(error)}`);
      expect([error.code, error.exitCode]).toEqual(['TARGET_DENIED', 1]);
      expect(error.message).toContain('does not let owner in');
      expect(`${error.message} ${error.hint} ${String(error.cause)}`).not.toContain('hunter2');

      const { plan } = await planned({ MOOSE_REDPANDA_CONFIG__SASL_PASSWORD: USERS.owner });
      expect(plan.operations.map(({ kind }) => kind)).toEqual(['CreateTopic']);
      const folder = join(project.directory, 'migrations');
      for (const file of readdirSync(folder))
        expect(readFileSync(join(folder, file), 'utf8')).not.toContain(USERS.owner);

      // Who speaks to that port in the clear, or trusts nobody who signed its certificate, is told what to set.
      project.write('moose.config.toml', config('x').replace('SASL_SSL', 'SASL_PLAINTEXT'));
      await expect(planned({})).rejects.toMatchObject({
        code: 'TARGET_UNREACHABLE',
        hint: expect.stringContaining('security_protocol'),
      });
      // A port that wants a login answers what it speaks to anybody, and hangs up on everything else.
      const [sasl = ''] = (await kafkaCluster('3.9')).sasl;
      project.write('moose.config.toml', `source_dir = "app"\n[redpanda_config]\nbroker = "${sasl}"\n`);
      await expect(planned({})).rejects.toMatchObject({
        code: 'TARGET_UNREACHABLE',
        hint: expect.stringMatching(/want TLS or SASL\? Check security_protocol/),
      });
      project.write('moose.config.toml', config('x').replace('ssl_ca_file = "ca.pem"\n', ''));
      await expect(planned({})).rejects.toMatchObject({
        code: 'TARGET_UNREACHABLE',
        hint: expect.stringContaining('ssl_ca_file'),
      });
    });
  });
});
