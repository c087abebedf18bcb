import type { Column, Settings } from '../../model/table.ts';
import { docComment } from '../extract/doc-comment.ts';
import type { Enums } from './enum-source.ts';
import { readableSql } from './sql-pieces.ts';
import { fits, indentation, propertyName, stringLiteral } from './ts-text.ts';
import { memberLine, named, orNull, sdkNames, type TsMember, type TsType, tag, withTags } from './ts-type.ts';
import { columnTypeSource } from './type-source.ts';

/** The property of a column in its row type. */
export interface ColumnSource {
  /** With its doc comment, indented, and a line end. */
  readonly text: string;
  /** What it takes from the library. */
  readonly sdk: readonly string[];
}

/** Writes a column as a property. @param isKey whether it is part of the primary key that the row type names */
export function columnSource(column: Column, isKey: boolean, enums: Enums): ColumnSource {
  const { type, isNullable } = columnTypeSource(column.type, enums);
  const name = propertyName(column.name);
  const doc = column.comment === null ? '' : docLines(column.comment, name);
  const isDocumented = column.comment === null || doc !== '';
  const tags = [
    ...columnTags(column),
    ...(isDocumented ? [] : [tag('Comment', literal(column.comment ?? ''))]),
  ];
  const tagged = withTags(isKey ? tag('Key', type) : type, tags);
  // With a default, `?` would say that rows come without it, and not that NULL may be stored.
  const isOptional = isNullable && !isKey && column.default === null;
  const whole = isNullable && !isOptional ? orNull(tagged) : tagged;
  return { text: doc + memberLine(isOptional ? `${name}?` : name, whole, 1), sdk: sdkNames(whole) };
}

function literal(text: string): TsType {
  return named(stringLiteral(text));
}

const DEFAULT_TAGS = {
  DEFAULT: 'ClickHouseDefault',
  MATERIALIZED: 'ClickHouseMaterialized',
  ALIAS: 'ClickHouseAlias',
  EPHEMERAL: 'ClickHouseEphemeral',
} as const;

function columnTags({ default: value, codec, ttl, statistics, settings }: Column): readonly TsType[] {
  const expression = value?.expression ?? null;
  return [
    ...(value === null
      ? []
      : [tag(DEFAULT_TAGS[value.kind], ...(expression === null ? [] : [literal(readableSql(expression))]))]),
    ...(codec === null ? [] : [tag('ClickHouseCodec', literal(codec))]),
    ...(ttl === null ? [] : [tag('ClickHouseTTL', literal(readableSql(ttl)))]),
    ...(statistics === null ? [] : [tag('ClickHouseStatistics', literal(statistics))]),
    ...(Object.keys(settings).length === 0 ? [] : [tag('ClickHouseColumnSettings', settingsType(settings))]),
  ];
}

function settingsType(settings: Settings): TsType {
  const isNumber = (value: string): boolean => /^\d+$/.test(value) && Number.isSafeInteger(Number(value));
  const members = Object.entries(settings).map(
    ([name, value]): TsMember => ({ name, type: isNumber(value) ? named(value) : literal(value) }),
  );
  return { kind: 'object', members };
}

/** The doc comment that is read as this comment; empty when none is, as for a text that holds the end of a comment. */
function docLines(comment: string, name: string): string {
  const short = `${indentation(1)}/** ${comment} */`;
  const long = [
    `${indentation(1)}/**`,
    ...comment.split('\n').map((line) => `${indentation(1)} * ${line}`.trimEnd()),
    `${indentation(1)} */`,
  ];
  const text = `${fits(short) ? short : long.join('\n')}\n`;
  const before = 'interface Row {\n';
  const read = docComment(
    `${before}${text}${indentation(1)}${name}`,
    before.length - 1,
    before.length + text.length + 2,
  );
  return read.text === comment && read.renamedFrom === null ? text : '';
}
