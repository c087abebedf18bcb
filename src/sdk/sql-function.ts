import { quoteIdentifier } from './identifiers.ts';
import type { LifeCycle } from './life-cycle.ts';
import { declare } from './registry.ts';
import { isSql, Sql, type SqlInterpolation, type SqlText } from './sql.ts';
import type { Metadata } from './untyped.ts';

/**
 * Options of an {@link SqlFunction}.
 * @example { parameters: ['net', 'rate'], expression: 'net * (1 + rate)' }
 */
export interface SqlFunctionConfig {
  /** Names of its parameters, in order. @default none */
  readonly parameters?: readonly string[];
  /** What it gives: SQL over its parameters. */
  readonly expression: SqlText;
  /** Cluster of the statements (`ON CLUSTER`). */
  readonly cluster?: string;
  /** Who may change it. @default LifeCycle.FULLY_MANAGED */
  readonly lifeCycle?: LifeCycle | `${LifeCycle}`;
  readonly metadata?: Metadata;
}

/**
 * A function that is an SQL expression. It belongs to the whole server, whatever database a project uses, so choose a name
 * that nobody else takes. ClickHouse writes the expression into every view, default and constraint that calls it: when it
 * changes, the plan changes those as well.
 *
 * @see https://clickhouse.com/docs/sql-reference/statements/create/function
 * @example
 * export const gross = new SqlFunction('shop_gross', { parameters: ['net', 'rate'], expression: 'net * (1 + rate)' });
 * export const totals = new View('totals', {
 *   selectStatement: sql.statement`SELECT id, ${gross.call('net', sql.fragment`0.19`)} AS total FROM ${orders}`,
 *   baseTables: [orders],
 * });
 */
export class SqlFunction {
  readonly kind = 'SqlFunction';
  readonly name: string;
  readonly config: SqlFunctionConfig;

  constructor(name: string, config: SqlFunctionConfig) {
    this.name = name;
    this.config = config;
    declare('sql-function', this);
  }

  /** A call of it for a `sql` template. Text is the name of a column; anything else goes in as in the template itself. */
  call(...args: readonly SqlInterpolation[]): Sql {
    const pieces = args.map((arg) =>
      typeof arg === 'string'
        ? new Sql([quoteIdentifier(arg)], [])
        : isSql(arg)
          ? arg
          : new Sql(['', ''], [arg]),
    );
    const texts = pieces.map((_, index) => (index === 0 ? `${quoteIdentifier(this.name)}(` : ', '));
    return new Sql(pieces.length === 0 ? [`${quoteIdentifier(this.name)}()`] : [...texts, ')'], pieces);
  }
}
