import type { TagValue } from '../../model/declared.ts';
import type { Alternatives } from './alternatives.ts';
import type { Place, Trouble } from './reading.ts';
import type { Tags } from './shape.ts';
import { tagValue } from './tag-values.ts';

/** The kinds of default, of which a column has one. */
export const DEFAULTS = ['default', 'materialized', 'alias', 'ephemeral'];

/** The tags that say something of the column, not of its type: the facets read them. */
const PASSED_ON = [
  'key',
  'jwt',
  ...DEFAULTS,
  'codec',
  'ttl',
  'comment',
  'statistics',
  'settings',
  'renamedFrom',
];

export interface ColumnTags {
  readonly values: ReadonlyMap<string, TagValue>;
  readonly troubles: readonly Trouble[];
}

/** The values of a column's tags, and what contradicts itself in them. */
export function columnTags(tags: Tags, place: Place): ColumnTags {
  const say = (because: string, hint: string): Trouble => ({
    code: 'TYPE_UNSUPPORTED',
    place,
    because,
    hint,
  });
  const values = new Map<string, TagValue>();
  const troubles: Trouble[] = [];
  for (const name of PASSED_ON) {
    const shape = tags.get(name);
    const value = shape === undefined ? null : tagValue(shape);
    if (value === undefined)
      troubles.push(
        say(`the tag for ${name} needs a literal`, "Write the text itself: ClickHouseDefault<'now()'>."),
      );
    else if (value !== null) values.set(name, value);
  }
  const kinds = DEFAULTS.filter((name) => values.has(name)).map((name) => name.toUpperCase());
  if (kinds.length > 1)
    troubles.push(say(`a column cannot have ${kinds.join(' and ')}`, 'Keep one of them.'));
  if (values.has('alias') && values.has('key'))
    troubles.push(
      say('a column that is an ALIAS is not stored and cannot be a key', 'Use ClickHouseMaterialized.'),
    );
  return { values, troubles };
}

/** With a default, `?` means that a row may come without the value, not that NULL is stored. */
export function isNullableColumn(
  { tags, hasNull, hasUndefined }: Alternatives,
  isOptional: boolean,
): boolean {
  return hasNull || ((hasUndefined || isOptional) && !tags.has('default'));
}
