import { identifierOf, isSymbol, isWord, tokenize } from '../../src/model/tokens.ts';
import { splitStatements } from '../support/statements.ts';

/** One file of a corpus: its path in the source repository and its text. */
export interface CorpusFile {
  readonly file: string;
  readonly sql: string;
}

/** The part of a migration that goes up; files that only go down have none. */
function upPart({ file, sql }: CorpusFile): string {
  if (/\.down\.sql$/.test(file)) return '';
  const up = /^--\s*\+goose\s+up\b.*$/im.exec(sql);
  const from = up === null ? 0 : up.index;
  const down = /^--\s*\+goose\s+down\b/im.exec(sql.slice(from));
  return sql.slice(from, down === null ? undefined : from + down.index);
}

/** The embedded engine has no clusters: `ON CLUSTER x` is taken out. */
function withoutCluster(statement: string): string {
  const tokens = tokenize(statement);
  const at = tokens.findIndex((token, index) => isWord(token, 'ON') && isWord(tokens[index + 1], 'CLUSTER'));
  const [first, name] = [tokens[at], tokens[at + 2]];
  if (at < 0 || first === undefined || name === undefined) return statement;
  const end = isSymbol(name, '{')
    ? tokens.findIndex((token, index) => index > at && isSymbol(token, '}'))
    : at + 2;
  return statement.slice(0, first.start) + statement.slice(tokens[end]?.end ?? name.end);
}

/** Without Keeper a replicated table cannot be altered: its plain form can, and is the same for what is measured here. */
function withoutReplication(statement: string): string {
  return statement
    .replace(/\bReplicated(\w*MergeTree)\s*\(\s*'[^']*'\s*,\s*'[^']*'\s*(?:,\s*)?/g, '$1(')
    .replace(/\bReplicated(\w*MergeTree)\b/g, '$1');
}

/** The statements of a corpus file as the embedded engine can run them. */
export function statementsOf(file: CorpusFile, database: string): readonly string[] {
  const text = upPart(file)
    .replaceAll('${DATABASE}', database)
    .replaceAll(/\$\{\w+_TTL\}/g, 'toIntervalDay(30)');
  return splitStatements(text).map(withoutCluster).map(withoutReplication);
}

/** Databases that a statement names: what stands before a dot right after a word that takes a table. */
export function databasesIn(statement: string): readonly string[] {
  const tokens = tokenize(statement);
  const names = tokens.flatMap((token, at) => {
    const name = identifierOf(token);
    const isFirst = !isSymbol(tokens[at - 1], '.');
    return name !== null && isFirst && isSymbol(tokens[at + 1], '.') && identifierOf(tokens[at + 2]) !== null
      ? [name]
      : [];
  });
  return [...new Set(names)];
}
