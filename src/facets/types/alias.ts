import { AppError } from '../../errors.ts';
import { withSingleSpaces } from '../../model/canonical-text.ts';
import { parseType, printType, type TypeArg, type TypeNode } from './type-text.ts';

/** Other names of types, from system.data_type_families (26.7); any case. */
const ALIASES: readonly (readonly [name: string, aliases: string])[] = [
  ['Int8', 'BYTE,INT1,INT1 SIGNED,TINYINT,TINYINT SIGNED'],
  ['UInt8', 'INT1 UNSIGNED,TINYINT UNSIGNED'],
  ['Int16', 'SMALLINT,SMALLINT SIGNED'],
  ['UInt16', 'SMALLINT UNSIGNED,YEAR'],
  ['Int32', 'INT,INT SIGNED,INTEGER,INTEGER SIGNED,MEDIUMINT,MEDIUMINT SIGNED'],
  ['UInt32', 'INT UNSIGNED,INTEGER UNSIGNED,MEDIUMINT UNSIGNED'],
  ['Int64', 'BIGINT,BIGINT SIGNED,SIGNED'],
  ['UInt64', 'BIGINT UNSIGNED,BIT,SET,UNSIGNED'],
  ['Float32', 'FLOAT,REAL,SINGLE'],
  ['Float64', 'DOUBLE,DOUBLE PRECISION'],
  ['Decimal', 'DEC,FIXED,NUMERIC,DECIMAL'],
  ['Bool', 'BOOL,BOOLEAN'],
  ['DateTime', 'TIMESTAMP,DATETIME'],
  ['Date', 'DATE'],
  ['IPv4', 'INET4'],
  ['IPv6', 'INET6'],
  ['FixedString', 'BINARY'],
  [
    'String',
    'BINARY LARGE OBJECT,BINARY VARYING,BLOB,BYTEA,CHAR,CHAR LARGE OBJECT,CHAR VARYING,CHARACTER,CHARACTER LARGE OBJECT,' +
      'CHARACTER VARYING,CLOB,LONGBLOB,LONGTEXT,MEDIUMBLOB,MEDIUMTEXT,NATIONAL CHAR,NATIONAL CHAR VARYING,NATIONAL CHARACTER,' +
      'NATIONAL CHARACTER LARGE OBJECT,NATIONAL CHARACTER VARYING,NCHAR,NCHAR LARGE OBJECT,NCHAR VARYING,NVARCHAR,TEXT,TINYBLOB,' +
      'TINYTEXT,VARBINARY,VARCHAR,VARCHAR2',
  ],
];
const NAMES: ReadonlyMap<string, string> = new Map(
  ALIASES.flatMap(([name, aliases]) => aliases.split(',').map((alias) => [alias, name] as const)),
);

/** Types that have no length: `VARCHAR(255)` is `String`. */
const WITHOUT_ARGUMENTS = /^(String|U?Int\d+|Float\d+)$/;

function withNames(node: TypeNode): TypeNode {
  const name = NAMES.get(node.name.toUpperCase()) ?? node.name;
  const args =
    node.args === null || WITHOUT_ARGUMENTS.test(name)
      ? null
      : node.args.map((arg): TypeArg => (arg.kind === 'type' ? { ...arg, type: withNames(arg.type) } : arg));
  return { name, args };
}

/** A type with ClickHouse's own names: `Int32` for `INT`, `String` for `VARCHAR(20)`. A text that is no type stays as it is. */
export function withoutAliases(type: string): string {
  try {
    return printType(withNames(parseType(type)));
  } catch (error) {
    if (error instanceof AppError) return withSingleSpaces(type);
    throw error;
  }
}
