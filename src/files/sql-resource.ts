import * as z from 'zod';
import { type SqlResource, sqlResourceAddress } from '../model/infra-map.ts';
import { ignored, name, optionalText } from './texts.ts';

const dependencyShape = z.strictObject({ kind: z.string(), id: z.string() });

export const sqlResourceShape = z
  .strictObject({
    name,
    setup: z.array(z.string()).default([]),
    teardown: z.array(z.string()).default([]),
    pulls_data_from: z.array(dependencyShape).default([]),
    pushes_data_to: z.array(dependencyShape).default([]),
    source_file: optionalText,
    source_line: z.int().nullable().default(null),
    source_column: z.int().nullable().default(null),
    database: ignored,
    metadata: ignored,
  })
  .meta({ id: 'SqlResource', description: 'SQL written by hand, with the SQL that takes it back.' });

export function sqlResourceToFile(resource: SqlResource): object {
  const { source } = resource;
  return {
    name: resource.name,
    setup: resource.setup,
    teardown: resource.teardown,
    pulls_data_from: resource.pullsFrom.map(dependencyToFile),
    pushes_data_to: resource.pushesTo.map(dependencyToFile),
    source_file: source?.file ?? null,
    source_line: source?.line ?? null,
    source_column: source?.column ?? null,
  };
}

function dependencyToFile(address: string): object {
  const kind = address.startsWith('topic/') ? 'Topic' : address.startsWith('sql/') ? 'SqlResource' : 'Table';
  return { kind, id: address };
}

/** `addressOfId` turns the peer's ids of tables into addresses; ours are addresses already. */
export function sqlResourceFromFile(
  file: z.infer<typeof sqlResourceShape>,
  addressOfId: (id: string) => string = (id) => id,
): SqlResource {
  return {
    address: sqlResourceAddress(file.name),
    name: file.name,
    setup: file.setup,
    teardown: file.teardown,
    pullsFrom: file.pulls_data_from.map((each) => addressOfId(each.id)),
    pushesTo: file.pushes_data_to.map((each) => addressOfId(each.id)),
    source:
      file.source_file === null
        ? null
        : { file: file.source_file, line: file.source_line ?? 1, column: file.source_column ?? 1 },
  };
}
