import { columnInWords, describeColumnChange } from '../facets/columns/definition.ts';
import { canonicalDictionary, describeDictionaryChange } from '../facets/dictionaries/index.ts';
import { describeSettings, printSettings } from '../facets/settings-text.ts';
import { eachTableFacet } from '../facets/tables/index.ts';
import { describeInner } from '../facets/views/inner.ts';
import { addressOfName } from '../model/address.ts';
import { isTopicOperation, type Operation } from '../model/operation.ts';
import type { SqlFunction } from '../model/sql-function.ts';
import type { Projection, Table } from '../model/table.ts';
import { quoteString } from '../model/tokens.ts';
import { describeTopicOperation } from './describe-topic.ts';

/** One operation for a person: what kind of change, and in which words. */
export interface Description {
  readonly sign: '+' | '-' | '~';
  /** Whether the whole object comes, goes or changes, or a part of it. */
  readonly of: 'object' | 'part';
  readonly text: string;
  /** Further lines beneath it. */
  readonly details: readonly string[];
}

function object(sign: Description['sign'], text: string, details: readonly string[] = []): Description {
  return { sign, of: 'object', text, details };
}

function part(sign: Description['sign'], text: string, details: readonly string[] = []): Description {
  return { sign, of: 'part', text, details };
}

const none = (text: string | null): string => text ?? 'none';

function functionLines({ parameters, expression }: SqlFunction): readonly string[] {
  return `(${parameters.join(', ')}) -> ${expression}`.split('\n');
}

/** What a projection holds, and its settings if it has some. */
function projectionWords({ body, settings }: Projection): string {
  const own = printSettings(settings);
  return own === '' ? body : `${body} WITH SETTINGS (${own})`;
}

/** `ORDER BY id` as `Order by: id`. */
function labelled(keyword: string, clause: string): string {
  const label = keyword.length > 3 ? keyword[0] + keyword.slice(1).toLowerCase() : keyword;
  return `${label}: ${clause.slice(keyword.length).replace(/^\s*=/, '').trim()}`;
}

/** A table for people: its columns, its other elements, its clauses. */
function tableLines(table: Table): readonly string[] {
  const others = eachTableFacet((name, facet) => {
    const clause = facet.clause(table[name], table);
    const elements = name === 'columns' ? [] : facet.elements(table[name]);
    return [
      ...elements,
      ...(clause === null || facet.keyword === null ? [] : [labelled(facet.keyword, clause)]),
    ];
  });
  return [...table.columns.map(columnInWords), ...others.flat()].flatMap((line) => line.split('\n'));
}

/** Says what an operation does, without SQL. */
export function describeOperation(operation: Operation): Description {
  if (isTopicOperation(operation)) return describeTopicOperation(operation);
  switch (operation.kind) {
    case 'CreateTable':
      return object('+', 'Table', tableLines(operation.table));
    case 'DropTable':
      return object('-', 'Table');
    case 'RenameTable':
      return object('~', `Table, renamed to ${operation.after}`);
    case 'ExchangeTables':
      return object('~', `Table, in exchange with ${operation.other}`);
    case 'AddTableColumn':
      return part('+', `column ${columnInWords(operation.column)}`);
    case 'DropTableColumn':
      return part('-', `column ${operation.column}`);
    case 'RenameTableColumn':
      return part('~', `column ${operation.before}, renamed to ${operation.after}`);
    case 'ModifyTableColumn':
      return part(
        '~',
        `column ${operation.after.name}: ${describeColumnChange(operation.before, operation.after).join(', ') || 'rewritten'}`,
      );
    case 'MaterializeTableColumn':
      return part('~', `column ${operation.column}, written into every part`);
    case 'ModifyTableSettings':
      return part('~', `settings: ${describeSettings(operation.before, operation.after)}`);
    case 'ModifyTableTtl':
      return part('~', `TTL: ${none(operation.before)} -> ${none(operation.after)}`);
    case 'ModifyTableComment':
      return part('~', `comment: ${operation.after === null ? 'none' : quoteString(operation.after)}`);
    case 'ModifyOrderBy':
      return part('~', `ORDER BY: ${none(operation.before)} -> ${operation.after}`);
    case 'ModifySampleBy':
      return part('~', `SAMPLE BY: ${operation.expression}`);
    case 'RemoveSampleBy':
      return part('-', 'SAMPLE BY');
    case 'AddTableIndex':
      return part(
        '+',
        `index ${operation.index.name}: ${operation.index.expression} TYPE ${operation.index.type} GRANULARITY ${operation.index.granularity}`,
      );
    case 'DropTableIndex':
      return part('-', `index ${operation.index}`);
    case 'MaterializeTableIndex':
      return part('~', `index ${operation.index}, built for every part`);
    case 'AddTableProjection':
      return part('+', `projection ${operation.projection.name}: ${projectionWords(operation.projection)}`);
    case 'DropTableProjection':
      return part('-', `projection ${operation.projection}`);
    case 'MaterializeTableProjection':
      return part('~', `projection ${operation.projection}, built for every part`);
    case 'AddTableConstraint':
      return part(
        '+',
        `constraint ${operation.constraint.name}: ${operation.constraint.kind} ${operation.constraint.expression}`,
      );
    case 'DropTableConstraint':
      return part('-', `constraint ${operation.constraint}`);
    case 'CreateView':
      return object('+', 'View', operation.view.select.split('\n'));
    case 'DropView':
      return object('-', 'View');
    case 'ModifyView':
      return object('~', 'View', operation.after.select.split('\n'));
    case 'CreateMaterializedView':
      return object(
        '+',
        `Materialized view -> ${operation.view.target === null ? 'its own table' : addressOfName(operation.view.target)}`,
        [
          ...(operation.view.refresh === null ? [] : [`Refresh: ${operation.view.refresh}`]),
          ...operation.view.select.split('\n'),
        ],
      );
    case 'DropMaterializedView':
      return object('-', 'Materialized view');
    case 'ModifyMaterializedViewQuery':
      return object('~', 'Materialized view', operation.after.split('\n'));
    case 'ModifyMaterializedViewColumns':
      return object('~', 'Materialized view', [
        describeInner(operation.before.inner, operation.after.inner),
        ...operation.after.select.split('\n'),
      ]);
    case 'ModifyMaterializedViewRefresh':
      return part('~', `refresh: ${operation.before} -> ${operation.after}`);
    case 'ModifyViewSecurity':
      return part('~', `security: ${none(operation.before)} -> ${operation.after}`);
    case 'PopulateMaterializedView':
      return object('~', 'Materialized view, filled from its sources');
    case 'CreateDictionary': {
      const { attributes, primaryKey, origin, layout, lifetime } = operation.dictionary;
      const clauses = [
        `Key: ${primaryKey.join(', ')}`,
        `Source: ${origin}`,
        `Layout: ${layout}`,
        ...(lifetime === null ? [] : [`Lifetime: ${lifetime}`]),
      ];
      return object('+', 'Dictionary', [
        ...attributes.map(({ name, type }) => `${name}: ${type}`),
        ...clauses.flatMap((clause) => clause.split('\n')),
      ]);
    }
    case 'ReplaceDictionary':
      return object(
        '~',
        'Dictionary',
        operation.before === null
          ? []
          : describeDictionaryChange(
              canonicalDictionary(operation.before),
              canonicalDictionary(operation.after),
            ),
      );
    case 'DropDictionary':
      return object('-', 'Dictionary');
    case 'CreateFunction':
      return object('+', 'Function', functionLines(operation.function));
    case 'ReplaceFunction':
      return object('~', 'Function', functionLines(operation.after));
    case 'DropFunction':
      return object('-', 'Function');
    case 'RawSql':
      return object(
        '~',
        operation.description,
        operation.sql.flatMap((sql) => sql.split('\n')),
      );
    default:
      return operation satisfies never;
  }
}
