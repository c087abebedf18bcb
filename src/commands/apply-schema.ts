import * as z from 'zod';
import { HAZARDS } from '../model/operation.ts';
import { problem } from './report-schema.ts';

const operation = z.strictObject({
  kind: z.string().describe('As in plan.yaml, such as AddTableColumn.'),
  target: z.strictObject({
    database: z.string().describe('Empty for a function or a topic.'),
    name: z.string(),
    cluster: z.string().nullable(),
  }),
  because: z.string().describe('Address of the difference that asked for it.'),
  hazards: z.array(z.enum(HAZARDS)),
});

const error = z.strictObject({
  code: z.string().describe('One of the permanent codes of errors.'),
  message: z.string(),
  hint: z.string().nullable().describe('What to do next.'),
  exitCode: z.int(),
  problems: z.array(problem),
});

const report = z.strictObject({
  operation,
  status: z
    .enum(['done', 'failed', 'not-run', 'unknown'])
    .describe('unknown: it was sent, and only a look at the server can tell what became of it.'),
  milliseconds: z.number().nullable().describe('Of the whole step; null when it did not run.'),
  statements: z.array(z.string()).describe('Of the whole step; secrets as placeholders.'),
  ran: z.int().nullable().describe('How many of these have run; null where they are not told apart.'),
  error: error.nullable(),
});

const share = z.strictObject({ done: z.number(), total: z.number() });
const secondsLeft = z.number().nullable().describe('Estimated; null before anything is done.');
const schemaVersion = z.literal(1);
const notes = z.array(z.string()).describe('What is worth knowing and stopped nothing.');

function ofStep<Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) {
  const place = { index: z.int().describe('Counts from 0.'), total: z.int() };
  return z.strictObject({ schemaVersion, event: z.literal(name), ...place, ...shape });
}

const line = z.union([
  ofStep('step-started', { operations: z.array(operation), statements: z.array(z.string()) }),
  ofStep('step-progress', {
    mutation: z.strictObject({
      table: z.string().describe('Its address.'),
      id: z.string(),
      command: z.string(),
      parts: share,
      rows: share,
      secondsLeft,
      failReason: z.string().nullable().describe('What the server says of the part that failed last.'),
    }),
  }).describe('How far the rewriting of a table is.'),
  ofStep('step-moving', {
    move: z.strictObject({
      topic: z.string(),
      partitions: share,
      bytes: share.nullable().describe('Null where the brokers do not tell.'),
      secondsLeft,
    }),
  }).describe("How far the moving of a topic's replicas is."),
  ofStep('step-retried', { because: z.string() }).describe(
    'The step is looked at on the server, and sent again as far as it is not done.',
  ),
  ofStep('step-finished', { reports: z.array(report) }),
  z
    .strictObject({
      schemaVersion,
      event: z.literal('finished'),
      outcome: z.enum(['applied', 'already-applied', 'stopped']),
      exitCode: z.int().describe('What the process ends with.'),
      steps: z.array(report),
      withheld: z
        .array(z.strictObject({ address: z.string(), change: z.string(), because: z.string() }))
        .describe('What the life cycle of its object keeps back.'),
      remaining: z
        .array(operation)
        .describe('What the server, read again, is still short of; empty also where it cannot be read.'),
      failing: z
        .array(
          z.strictObject({
            database: z.string(),
            table: z.string(),
            id: z.string(),
            command: z.string(),
            reason: z.string().describe('What the server says of the part that failed last.'),
          }),
        )
        .describe(
          'Mutations that keep failing: the parts of their tables do not hold what the definitions say.',
        ),
      error: error.nullable(),
      notes,
    })
    .describe('The last line of a run that began.'),
  z
    .strictObject({
      schemaVersion,
      event: z.literal('stopped-at-once'),
      exitCode: z.literal(5),
      unknown: z.array(operation.omit({ hazards: true })),
    })
    .describe('The last line after a second Ctrl-C.'),
  z
    .strictObject({ schemaVersion, error, notes })
    .describe(
      'The only line of a run that did not begin. It has changed nothing, unless its exit code is 5: then it has ended a mutation that kept failing, as its message says.',
    ),
]);

/** The JSON schema of each line that `migrate apply --json` and `migrate resume --json` print. */
export function applySchema(): object {
  const schema = z.toJSONSchema(line, { io: 'input', target: 'draft-7' });
  return { title: 'A line of moose-migrate apply --json', ...schema };
}
