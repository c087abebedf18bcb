import * as z from 'zod';
import { HAZARDS } from '../model/operation.ts';

const position = z.strictObject({ file: z.string(), line: z.int(), column: z.int() });

export const problem = z.strictObject({
  code: z.string().describe('One of the permanent codes of errors.'),
  message: z.string(),
  hint: z.string().nullable(),
  position: position.nullable(),
  frame: z.string().nullable().describe('The lines of the file around the place.'),
});

const check = z.strictObject({
  because: z.string().describe('Address of the difference that the question belongs to.'),
  asks: z.string(),
  sql: z.string().optional(),
  means: z
    .enum(['blocks', 'tells', ...HAZARDS])
    .describe('What a hit means: nobody can approve it, it is only told, or a hazard.'),
  sampled: z.int().nullable().optional().describe('How many rows were looked at; null for all.'),
  hits: z.number().nullable().describe('Null where the server would not say.'),
  samples: z.array(z.string()).optional(),
  reason: z.string().optional().describe('Why there is no answer.'),
});

const renamePair = {
  before: z.string(),
  after: z.string(),
  likeness: z.number().describe('Between 0 and 1.'),
};

const renameCandidate = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('column'), table: z.string(), ...renamePair }),
  z.strictObject({ of: z.literal('table'), database: z.string(), ...renamePair }),
]);

const common = {
  schemaVersion: z.literal(1),
  statements: z.array(z.string()).describe('The SQL of the plan, in order; secrets as placeholders.'),
  files: z.array(z.string()).describe('Written files, relative to the project.'),
  notes: z
    .array(z.string())
    .describe(
      'What is worth knowing and stops nothing, of the configuration, the code, the server and the plan.',
    ),
};

const generated = z.strictObject({
  ...common,
  timings: z.unknown().optional().describe('With --debug: where the time went.'),
  unmanaged: z.array(z.string()).describe('Live objects that neither code nor state names; left alone.'),
  checks: z.array(check).describe('What was asked of the data, and the answers.'),
  renameCandidates: z.array(renameCandidate),
  problems: z.array(problem).describe('What is refused, with its place in the code.'),
});

const checked = z.strictObject({
  ...common,
  created_at: z.string().nullable(),
  outcome: z.enum(['passed', 'failed']),
  exitCode: z.int().describe('What the process ends with.'),
  database: z.string(),
  rehearsal: z
    .strictObject({ engine: z.string(), operations: z.string(), outcome: z.string() })
    .nullable()
    .describe('The rehearsal just made; null where there was none.'),
  notRehearsed: z.string().nullable(),
  isReceiptFresh: z.boolean().describe('Whether the receipt in plan.yaml is for these operations.'),
  problems: z.array(problem).describe('All that is wrong; empty when the migration can be applied.'),
});

interface ObjectSchema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
}

/** A part of plan.schema.json, which lies beside these schemas. */
function partOfPlan(key: string): object {
  return { $ref: `plan.schema.json#/properties/${key}` };
}

/** A report holds the plan as plan.yaml does, and more beside it. */
function withPlan(title: string, shape: z.ZodType): object {
  const own = z.toJSONSchema(shape, { io: 'input', target: 'draft-7' }) as unknown as ObjectSchema;
  return {
    title,
    ...own,
    properties: {
      created_at: partOfPlan('created_at'),
      plan: partOfPlan('plan'),
      operations: partOfPlan('operations'),
      ...own.properties,
    },
    required: [...new Set(['created_at', 'plan', 'operations', ...own.required])].sort(),
  };
}

/** The JSON schema of what `migrate generate --format json` prints when it ends well. */
export function generateSchema(): object {
  return withPlan('moose-migrate generate --format json', generated);
}

/** The JSON schema of what `migrate check --format json` prints, whatever it found. */
export function checkSchema(): object {
  return withPlan('moose-migrate check --format json', checked);
}
