import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identifierOf, isSymbol, isWord, type Token, tokenize } from '../../src/model/tokens.ts';
import { type CorpusFile, statementsOf } from './statements.ts';

/** Real schemas; not part of the repository. */
const folder =
  process.env.MOOSE_CORPORA ?? fileURLToPath(new URL('../../../shared/corpora', import.meta.url));

/**
 * Shares of what the engine accepts that must come back exactly, and that `db pull` must declare. What it does not declare is
 * named with the reason, such as a view whose stored columns are older than its sources.
 */
export const THRESHOLDS = { sameText: 0.995, declared: 0.93 } as const;

/** Files that know nothing of each other; the others are migrations, each built on those before. */
const STAND_ALONE = new Set(['clickhouse-sql-parser']);

/** A collection of schemas. */
export interface Corpus {
  readonly name: string;
  readonly files: readonly CorpusFile[];
  readonly isStandAlone: boolean;
}

export function hasCorpora(): boolean {
  return existsSync(folder);
}

/** Every corpus, by name. */
export function readCorpora(): readonly Corpus[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
  return names.map((name) => {
    const lines = readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    const own = basename(name, '.jsonl');
    return {
      name: own,
      files: lines.map((line) => JSON.parse(line) as CorpusFile),
      isStandAlone: STAND_ALONE.has(own),
    };
  });
}

/** Files that are loaded one after the other before what they made is judged. */
export interface Batch {
  readonly files: readonly { readonly database: string; readonly statements: readonly string[] }[];
  /** Whether everything is taken away afterwards. */
  readonly isLast: boolean;
}

const MOST_TOGETHER = 110;

/** Where the name of what a statement makes begins; null for other statements. */
function nameMadeAt(tokens: readonly Token[]): number | null {
  if (!isWord(tokens[0], 'CREATE')) return null;
  const kind = tokens.findIndex((token, at) => at < 5 && KINDS.some((word) => isWord(token, word)));
  if (kind < 0) return null;
  return isWord(tokens[kind + 1], 'IF') ? kind + 4 : kind + 1;
}

const KINDS = ['TABLE', 'VIEW', 'DICTIONARY', 'FUNCTION'];

/** Functions that a file makes: they belong to the whole server, and those of others would be in the way. */
function functionsOf(statements: readonly string[]): readonly string[] {
  return statements.flatMap((statement) => {
    const tokens = tokenize(statement);
    const at = nameMadeAt(tokens) ?? 0;
    return at > 0 && isWord(tokens[at - 1], 'FUNCTION') ? [identifierOf(tokens[at]) ?? ''] : [];
  });
}

/** The statements with databases of their own in place of those in which they make something. */
function apart(statements: readonly string[], own: string): readonly string[] {
  const databases = new Set(
    statements.flatMap((statement) => {
      const tokens = tokenize(statement);
      const at = nameMadeAt(tokens);
      const name = at === null || !isSymbol(tokens[at + 1], '.') ? null : identifierOf(tokens[at]);
      return name === null || name === own ? [] : [name];
    }),
  );
  if (databases.size === 0) return statements;
  return statements.map((statement) => {
    const places = tokenize(statement).filter(
      (token, at, tokens) => databases.has(identifierOf(token) ?? '') && isSymbol(tokens[at + 1], '.'),
    );
    return places.reduceRight(
      (text, token) =>
        `${text.slice(0, token.start)}\`${own}_${identifierOf(token)}\`${text.slice(token.end)}`,
      statement,
    );
  });
}

/** A corpus in batches: migrations in steps of five files, files of their own as many as do not get in each other's way. */
export function batchesOf(corpus: Corpus): readonly Batch[] {
  const base = corpus.name.replace(/\W/g, '_');
  if (!corpus.isStandAlone) {
    const files = corpus.files.map((file) => ({ database: base, statements: statementsOf(file, base) }));
    const steps = Array.from({ length: Math.ceil(files.length / 5) }, (_, at) =>
      files.slice(at * 5, at * 5 + 5),
    );
    return steps.map((step, at) => ({ files: step, isLast: at === steps.length - 1 }));
  }
  const batches: Batch['files'][number][][] = [];
  let functions = new Set<string>();
  for (const [at, file] of corpus.files.entries()) {
    const database = `${base}_${at}`;
    const statements = apart(statementsOf(file, database), database);
    const own = functionsOf(statements);
    const last = batches.at(-1);
    const isFree =
      last !== undefined && last.length < MOST_TOGETHER && own.every((name) => !functions.has(name));
    if (isFree) last.push({ database, statements });
    else {
      batches.push([{ database, statements }]);
      functions = new Set();
    }
    for (const name of own) functions.add(name);
  }
  return batches.map((files) => ({ files, isLast: true }));
}
