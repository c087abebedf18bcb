import { withSingleSpaces } from '../../model/canonical-text.ts';
import type { DeclaredColumn } from '../../model/declared.ts';
import type { DictionaryAttribute } from '../../model/dictionary.ts';
import { quoteName } from '../../model/tokens.ts';
import type { NamedParts } from '../facet.ts';
import { sameOrAlter } from '../facet.ts';
import { byName } from '../tables/keyed.ts';
import { withoutAliases } from '../types/alias.ts';
import type { DictionaryFacet } from './facet.ts';

/** Words behind an attribute, in the server's order. */
const OPTIONS = ['HIERARCHICAL', 'BIDIRECTIONAL', 'INJECTIVE', 'IS_OBJECT_ID'] as const;

/** Keywords that begin a clause of an attribute. */
export const ATTRIBUTE_KEYWORDS: readonly string[] = ['DEFAULT', 'EXPRESSION', ...OPTIONS];

/** Those behind which nothing stands. */
export const ATTRIBUTE_FLAGS: readonly string[] = OPTIONS;

/** Their keys in user code. */
const OPTION_KEYS: Readonly<Record<(typeof OPTIONS)[number], string>> = {
  HIERARCHICAL: 'isHierarchical',
  BIDIRECTIONAL: 'isBidirectional',
  INJECTIVE: 'isInjective',
  IS_OBJECT_ID: 'isObjectId',
};

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function extractOne(column: DeclaredColumn, config: unknown): DictionaryAttribute {
  const own =
    typeof config === 'object' && config !== null ? (config as Readonly<Record<string, unknown>>) : {};
  return {
    name: column.name,
    type: column.type,
    default: textOf(own.defaultValue) ?? textOf(column.tags.default),
    expression: textOf(own.expression),
    options: OPTIONS.filter((option) => own[OPTION_KEYS[option]] === true),
  };
}

function introspectOne({ name, clauses }: NamedParts): DictionaryAttribute {
  return {
    name,
    type: clauses.get('') ?? '',
    default: clauses.get('DEFAULT') ?? null,
    expression: clauses.get('EXPRESSION') ?? null,
    options: OPTIONS.filter((option) => clauses.has(option)),
  };
}

function canonicalOne(attribute: DictionaryAttribute): DictionaryAttribute {
  const { type, default: value, expression } = attribute;
  return {
    ...attribute,
    // In dictionaries alone the server keeps INT and VARCHAR as they were written.
    type: withoutAliases(type),
    default: value && withSingleSpaces(value),
    expression: expression && withSingleSpaces(expression),
  };
}

function attributeElement({ name, type, default: value, expression, options }: DictionaryAttribute): string {
  const parts = [
    quoteName(name),
    type,
    value !== null && `DEFAULT ${value}`,
    expression !== null && `EXPRESSION ${expression}`,
    ...options,
  ];
  return parts.filter((part) => part !== false).join(' ');
}

function describe(before: readonly DictionaryAttribute[], after: readonly DictionaryAttribute[]): string {
  const [old, next] = [byName(before), byName(after)];
  const words = [...new Set([...before, ...after].map(({ name }) => name))].flatMap((name) => {
    const [was, is] = [old.get(name), next.get(name)];
    if (was === undefined) return [`+ attribute ${name}`];
    if (is === undefined) return [`- attribute ${name}`];
    const texts = [attributeElement(was), attributeElement(is)];
    return texts[0] === texts[1] ? [] : [`~ attribute ${texts.join(' -> ')}`];
  });
  return words.join(', ') || 'another order of the attributes';
}

/** Key and attributes: https://clickhouse.com/docs/sql-reference/dictionaries#dictionary-key-and-fields */
export const attributes: DictionaryFacet<readonly DictionaryAttribute[]> = {
  keyword: null,
  extract({ columns, config }) {
    const own = typeof config.columns === 'object' && config.columns !== null ? config.columns : {};
    return columns.map((column) => extractOne(column, Reflect.get(own, column.name)));
  },
  introspect: (parts) => parts.attributes.map(introspectOne),
  canonical: (value) => value.map(canonicalOne),
  diff: sameOrAlter,
  clause: (value) => `(${value.map(attributeElement).join(', ')})`,
  describe,
  samples: [
    [
      { name: 'id', type: 'UInt64', default: null, expression: null, options: [] },
      { name: 'from', type: 'Date', default: null, expression: null, options: [] },
      { name: 'to', type: 'Date', default: null, expression: null, options: [] },
      { name: 'label', type: 'String', default: "'it\\'s'", expression: null, options: [] },
    ],
    [
      { name: 'id', type: 'UInt64', default: null, expression: null, options: [] },
      { name: 'from', type: 'Date', default: null, expression: null, options: [] },
      { name: 'to', type: 'Date', default: null, expression: null, options: [] },
      { name: 'odd name', type: 'Array(String)', default: null, expression: 'splitByChar(x)', options: [] },
      {
        name: 'parent',
        type: 'UInt64',
        default: '7',
        expression: null,
        options: ['HIERARCHICAL', 'INJECTIVE'],
      },
    ],
  ],
};
