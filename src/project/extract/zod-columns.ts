import { type Problem, problem, type SourcePosition } from '../../errors.ts';
import { printType } from '../../facets/types/type-text.ts';
import type { DeclaredColumn } from '../../model/declared.ts';
import { alternativesOf } from './alternatives.ts';
import { columnTags, DEFAULTS, isNullableColumn } from './column-tags.ts';
import { columnType } from './column-type.ts';
import { inMember, inObject, type Place, type Trouble } from './reading.ts';
import type { Member, ObjectShape, Tags } from './shape.ts';
import { ZOD_DEFAULT } from './zod-default.ts';
import { zodDefinition, zodShape } from './zod-shape.ts';

const TOP: Place = { path: '', members: [], inside: [] };

/** What to do instead, by what stands there. */
function hintFor({ members }: Place): string {
  const member = members.at(-1);
  const { leaves } = member === undefined ? { leaves: [] } : alternativesOf(member.shape);
  const [leaf] = leaves;
  const name = member?.name ?? '…';
  if (leaf?.kind === 'unusable' && leaf.is === 'function')
    return `Leave it out: \`.omit({ ${name}: true })\`.`;
  if (leaf?.kind === 'unusable' && leaf.is === 'class')
    return leaf.text() === 'z.set()'
      ? 'Write `z.array(…)`.'
      : `Leave it out, \`.omit({ ${name}: true })\`, or say as what it is stored: \`.meta({ clickhouse: 'String' })\`.`;
  const example = leaves.length > 1 ? 'Variant(String, Float64)' : 'Int64';
  return `Say the type yourself: \`.meta({ clickhouse: '${example}' })\`.`;
}

export interface ZodColumns {
  readonly columns: readonly DeclaredColumn[];
  readonly problems: readonly Problem[];
  /** What of the schema is left out of the columns, one line each. */
  readonly notices: readonly string[];
}

/**
 * The columns of a zod 4 schema, `z.object({ … })`, without zod: what goes in is what is stored, so that of a pipe or transform
 * its input counts. `.default(…)` with a plain value is the column's default. `.describe()` is the column's comment, `.meta({ clickhouse })` says what zod cannot: a type, or an object with
 * the names of our tags.
 * @param position where the schema is used, for messages and for the columns
 * @param placeOf where a field of it is written, for messages; null where nobody knows
 */
export function columnsFromZod(
  schema: unknown,
  position: SourcePosition | null,
  placeOf: (field: string) => SourcePosition | null = () => null,
): ZodColumns {
  const object = rowObject(schema);
  if (object === null) {
    const said =
      zodDefinition(schema) === null
        ? 'The schema is not one of zod 4'
        : 'The schema of a row must be an object';
    return {
      columns: [],
      problems: [problem('TYPE_UNSUPPORTED', said, { hint: 'Write `z.object({ … })`.', position })],
      notices: [],
    };
  }
  const found = object.members.map((member) =>
    readColumn(member, inMember(inObject(TOP, object), member), position),
  );
  return {
    columns: found.flatMap(({ column }) => (column === null ? [] : [column])),
    problems: found
      .flatMap(({ troubles }) => troubles)
      .map(({ place, because }) =>
        problem('TYPE_UNSUPPORTED', `\`${place.path}\`: ${because}`, {
          hint: hintFor(place),
          position: placeOf(place.members.at(-1)?.name ?? '') ?? position,
        }),
      ),
    notices: found.flatMap(({ notices }) => notices),
  };
}

function rowObject(schema: unknown): ObjectShape | null {
  if (zodDefinition(schema) === null) return null;
  const { leaves } = alternativesOf(zodShape(schema));
  const [leaf] = leaves;
  return leaves.length === 1 && leaf?.kind === 'object' && leaf.members.length > 0 ? leaf : null;
}

interface ReadColumn {
  readonly column: DeclaredColumn | null;
  readonly troubles: readonly Trouble[];
  readonly notices: readonly string[];
}

function readColumn(member: Member, place: Place, position: SourcePosition | null): ReadColumn {
  const found = alternativesOf(member.shape);
  const { tags: said, notices } = withDefault(found.tags, place);
  const alternatives = { ...found, tags: said };
  const read = columnType(member.shape, place, isNullableColumn(alternatives, member.isOptional));
  const { values, troubles } = columnTags(said, place);
  const tags = Object.fromEntries([
    ...values,
    ...(read.hasFreeNumbers ? [['enumNumbers', 'free'] as const] : []),
  ]);
  const column =
    read.type === null ? null : { name: member.name, type: printType(read.type), tags, position };
  return { column, troubles: [...read.troubles, ...troubles], notices };
}

/** What the notes say of a default comes before what zod says. */
function withDefault(
  tags: Tags,
  { path }: Place,
): { readonly tags: Tags; readonly notices: readonly string[] } {
  const shape = tags.get(ZOD_DEFAULT);
  if (shape === undefined || DEFAULTS.some((name) => tags.has(name))) return { tags, notices: [] };
  if (shape.kind === 'literal' && typeof shape.value === 'string')
    return { tags: new Map([...tags, ['default', shape]]), notices: [] };
  const notice = `\`${path}\`: its default is no plain value, so the column gets none; to give it one: .meta({ clickhouse: { default: 'now()' } })`;
  return { tags, notices: [notice] };
}
