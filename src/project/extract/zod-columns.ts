import { type Problem, problem, type SourcePosition } from '../../errors.ts';
import { printType } from '../../facets/types/type-text.ts';
import type { DeclaredColumn } from '../../model/declared.ts';
import { alternativesOf } from './alternatives.ts';
import { columnTags, isNullableColumn } from './column-tags.ts';
import { columnType } from './column-type.ts';
import { inMember, inObject, type Place, type Trouble } from './reading.ts';
import type { Member, ObjectShape } from './shape.ts';
import { zodDefinition, zodShape } from './zod-shape.ts';

const TOP: Place = { path: '', members: [], inside: [] };
const HINT =
  "Say the type yourself: `.meta({ clickhouse: 'Int64' })`, or more of the column: `.meta({ clickhouse: { codec: 'ZSTD(3)' } })`.";

/**
 * The columns of a zod 4 schema, `z.object({ … })`, without zod: what goes in is what is stored, so that of a pipe or transform
 * its input counts. `.describe()` is the column's comment, `.meta({ clickhouse })` says what zod cannot: a type, or an object with
 * the names of our tags.
 * @param position where the schema is used, for messages and for the columns
 */
export function columnsFromZod(
  schema: unknown,
  position: SourcePosition | null,
): { columns: readonly DeclaredColumn[]; problems: readonly Problem[] } {
  const object = rowObject(schema);
  if (object === null) {
    const said =
      zodDefinition(schema) === null
        ? 'The schema is not one of zod 4'
        : 'The schema of a row must be an object';
    return {
      columns: [],
      problems: [problem('TYPE_UNSUPPORTED', said, { hint: 'Write `z.object({ … })`.', position })],
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
        problem('TYPE_UNSUPPORTED', `\`${place.path}\`: ${because}`, { hint: HINT, position }),
      ),
  };
}

function rowObject(schema: unknown): ObjectShape | null {
  if (zodDefinition(schema) === null) return null;
  const { leaves } = alternativesOf(zodShape(schema));
  const [leaf] = leaves;
  return leaves.length === 1 && leaf?.kind === 'object' && leaf.members.length > 0 ? leaf : null;
}

function readColumn(
  member: Member,
  place: Place,
  position: SourcePosition | null,
): { readonly column: DeclaredColumn | null; readonly troubles: readonly Trouble[] } {
  const alternatives = alternativesOf(member.shape);
  const read = columnType(member.shape, place, isNullableColumn(alternatives, member.isOptional));
  const { values, troubles } = columnTags(alternatives.tags, place);
  const tags = Object.fromEntries([
    ...values,
    ...(read.hasFreeNumbers ? [['enumNumbers', 'free'] as const] : []),
  ]);
  const column =
    read.type === null ? null : { name: member.name, type: printType(read.type), tags, position };
  return { column, troubles: [...read.troubles, ...troubles] };
}
