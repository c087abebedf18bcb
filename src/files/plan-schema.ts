import * as z from 'zod';
import { CHANGE_COLUMN, changeColumnShape, RENAMED_OPERATIONS } from './older-operation.ts';
import { operationForms } from './operations.ts';
import { planFileKeys } from './plan.ts';

/** The JSON schema of plan.yaml for editors, made from the shapes that the reader checks. */
export function planSchema(): object {
  const forms = Object.entries(operationForms).map(([kind, form]) => z.strictObject({ [kind]: form.shape }));
  const older = [...RENAMED_OPERATIONS].map(([name, kind]) =>
    z.strictObject({ [name]: operationForms[kind].shape }).describe(`Older name of ${kind}.`),
  );
  const changeColumn = z
    .strictObject({ [CHANGE_COLUMN]: changeColumnShape })
    .describe('Older form of ModifyTableColumn.');
  const plan = z
    .strictObject({ ...planFileKeys, operations: z.array(z.union([...forms, ...older, changeColumn])) })
    .describe('A migration plan: operations are run in their order.');
  return { title: 'moose-migrate plan.yaml', ...z.toJSONSchema(plan, { io: 'input', target: 'draft-7' }) };
}
