import * as z from 'zod';
import { hasSurroundings, type Surroundings } from '../model/surroundings.ts';

const list = z.array(z.string());
const count = z.number().int().nonnegative();

/** What definitions name in the server's configuration: names and sizes only, no hosts, users or paths. */
export const surroundingsShape = z.strictObject({
  clusters: z.array(z.strictObject({ name: z.string(), shards: z.array(count) })).nullable(),
  policies: z
    .array(
      z.strictObject({
        name: z.string(),
        volumes: z.array(z.strictObject({ name: z.string(), disks: list })),
      }),
    )
    .nullable(),
  disks: list.nullable(),
  macros: z.record(z.string(), z.string()).nullable(),
  rollups: z
    .array(
      z.strictObject({
        name: z.string(),
        rules: z.array(
          z.strictObject({
            regexp: z.string().nullable(),
            aggregate: z.string().nullable(),
            retention: z.array(z.strictObject({ age: count, precision: count })),
          }),
        ),
      }),
    )
    .nullable(),
  executables: z.array(z.strictObject({ name: z.string(), arguments: list, returns: z.string() })).nullable(),
});

/** Null where nothing is known. Definers stand in the texts of their views, and nowhere else. */
export function surroundingsToFile({
  definers: _,
  ...parts
}: Surroundings): z.infer<typeof surroundingsShape> | null {
  if (!hasSurroundings({ ...parts, definers: null })) return null;
  return JSON.parse(JSON.stringify(parts)) as z.infer<typeof surroundingsShape>;
}

export function surroundingsFromFile(file: z.infer<typeof surroundingsShape>): Surroundings {
  return { ...file, definers: null };
}
