import { engineFacets, engineOf, withoutCoordination } from '../facets/engines/index.ts';
import { hiddenSecrets } from '../facets/secrets.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { identifierOf, isSymbol, isWord, splitList, type Token, tokenize } from '../model/tokens.ts';
import { definedBySql, statementsIn } from '../plan/sql-words.ts';
import { type Reaching, reachesOut } from './reach.ts';
import { localOrigin, standInLayout } from './shadow-dictionary.ts';

/** How a statement written by hand is run on the shadow: in a form of its own, or not at all, and why. */
export type ShadowSql =
  | { readonly is: 'run'; readonly sql: string }
  | { readonly is: 'skip'; readonly because: string };

/** What users, and what they may do, are made of: `CREATE ROLE`, `ALTER SETTINGS PROFILE`, `DROP ROW POLICY`. */
const ACCESS: readonly (readonly string[])[] = [
  ['USER'],
  ['ROLE'],
  ['QUOTA'],
  ['ROW', 'POLICY'],
  ['POLICY'],
  ['MASKING', 'POLICY'],
  ['SETTINGS', 'PROFILE'],
  ['PROFILE'],
  ['NAMED', 'COLLECTION'],
];

function isOfAccess(tokens: readonly Token[]): boolean {
  const [first] = tokens;
  if (['GRANT', 'REVOKE'].some((word) => isWord(first, word))) return true;
  if (!['CREATE', 'ALTER', 'DROP', 'MOVE'].some((word) => isWord(first, word))) return false;
  const at = isWord(tokens[1], 'OR') && isWord(tokens[2], 'REPLACE') ? 3 : 1;
  return ACCESS.some((words) => words.every((word, offset) => isWord(tokens[at + offset], word)));
}

/** A stretch of a text that reads otherwise on the shadow. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function edited(sql: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: own }) => text.slice(0, start) + own + text.slice(end), sql);
}

/** Index of the bracket that closes the one at `open`; the last token where none does. */
function closing(tokens: readonly Token[], open: number): number {
  const depth = tokens[open]?.depth ?? 0;
  const found = tokens.findIndex((token, at) => at > open && token.depth === depth && isSymbol(token, ')'));
  return found < 0 ? tokens.length - 1 : found;
}

/** What stands in the brackets behind a word of the outermost level. */
function clauseEdit(
  sql: string,
  tokens: readonly Token[],
  word: string,
  own: (text: string) => string,
): readonly Edit[] {
  const at = tokens.findIndex(
    (token, index) => token.depth === 0 && isWord(token, word) && isSymbol(tokens[index + 1], '('),
  );
  if (at < 0) return [];
  const [open, close] = [tokens[at + 1], tokens[closing(tokens, at + 1)]];
  if (open === undefined || close === undefined) return [];
  return [{ start: open.end, end: close.start, text: own(sql.slice(open.end, close.start)) }];
}

/** The shadow is one server, and knows no clusters by which it could tell others. */
function clusterEdits(tokens: readonly Token[]): readonly Edit[] {
  return tokens.flatMap((token, at) => {
    const name = tokens[at + 2];
    const isHere = token.depth === 0 && isWord(token, 'ON') && isWord(tokens[at + 1], 'CLUSTER');
    return isHere && name !== undefined ? [{ start: token.start, end: name.end, text: '' }] : [];
  });
}

/** The engine of a table: Replicated and Shared ones in their plain form, those that need something outside as Memory. */
function engineEdits(sql: string, tokens: readonly Token[]): readonly Edit[] {
  const at = tokens.findIndex((token) => token.depth === 0 && isWord(token, 'ENGINE'));
  if (at < 0) return [];
  const named = isSymbol(tokens[at + 1], '=') ? at + 2 : at + 1;
  const [token, name] = [tokens[named], identifierOf(tokens[named])];
  if (token === undefined || name === null || !engineFacets.has(name)) return [];
  const hasArguments = isSymbol(tokens[named + 1], '(');
  const end = (hasArguments ? tokens[closing(tokens, named + 1)] : token)?.end ?? token.end;
  if (engineOf(name).inShadow === 'stand-in') {
    // What else its engine may take, such as settings, Memory takes in other words.
    const rest = tokens.find(
      (each) => each.start >= end && each.depth === 0 && (isWord(each, 'AS') || isWord(each, 'COMMENT')),
    );
    return [
      { start: token.start, end: rest?.start ?? sql.length, text: rest === undefined ? 'Memory' : 'Memory ' },
    ];
  }
  const list = hasArguments ? sql.slice(tokens[named + 1]?.end ?? end, end - 1) : '';
  const plain = withoutCoordination({ name, args: splitList(list) });
  if (plain.name === name) return [];
  return [{ start: token.start, end, text: `${plain.name}(${plain.args.join(', ')})` }];
}

/** With whose rights a view reads: its definer need not be there, and nobody there may do without. */
function securityEdits(tokens: readonly Token[]): readonly Edit[] {
  const end = tokens.findIndex((token) => token.depth === 0 && isWord(token, 'AS'));
  return tokens.slice(0, end < 0 ? tokens.length : end).flatMap((token, at) => {
    if (token.depth !== 0) return [];
    const isSecurity = isWord(token, 'SQL') && isWord(tokens[at + 1], 'SECURITY');
    const isDefiner = isWord(token, 'DEFINER') && isSymbol(tokens[at + 1], '=');
    const last = isSecurity || isDefiner ? tokens[at + 2] : undefined;
    return last === undefined ? [] : [{ start: token.start, end: last.end, text: '' }];
  });
}

/** A definition in a form that needs nothing from outside: of a dictionary an empty source, of a table a stand-in. */
function definitionEdits(sql: string, tokens: readonly Token[]): readonly Edit[] {
  const [made] = definedBySql(sql, '');
  switch (made?.kind) {
    case 'DICTIONARY':
      return [
        ...clauseEdit(sql, tokens, 'SOURCE', (origin) => localOrigin(origin) ?? 'NULL()'),
        ...clauseEdit(sql, tokens, 'LAYOUT', standInLayout),
        ...clauseEdit(sql, tokens, 'LIFETIME', () => 'MIN 0 MAX 0'),
      ];
    case 'TABLE':
      return engineEdits(sql, tokens);
    case 'VIEW':
      return [...engineEdits(sql, tokens), ...securityEdits(tokens)];
    default:
      return [];
  }
}

export const OF_TARGET = 'users, rights and named collections of the target are not here';

/** A statement written by hand in the form in which the shadow can run it. */
export function shadowSql(sql: string): ShadowSql {
  if (statementsIn(sql).some(isOfAccess)) return { is: 'skip', because: OF_TARGET };
  const tokens = tokenize(sql);
  const own = hiddenSecrets(edited(sql, [...clusterEdits(tokens), ...definitionEdits(sql, tokens)]));
  if (/\bSQL\s+SECURITY\s+NONE\b/i.test(own))
    return { is: 'skip', because: 'nobody here may make views that check no rights' };
  return reachesOut(own)
    ? { is: 'skip', because: 'its SQL reaches out of the engine' }
    : { is: 'run', sql: own };
}

/** What hand-written SQL of a state makes, as far as it matters to those who read it whether it leaves the engine. */
export function madeReaching({ sqlResources, defaultDatabase }: InfraMap): readonly Reaching[] {
  return sqlResources.flatMap(({ setup }) =>
    setup.flatMap((sql) => {
      const form = shadowSql(sql);
      const select = form.is === 'run' ? form.sql : sql;
      return definedBySql(sql, defaultDatabase).map(({ address, name }) => ({
        address: address ?? name,
        name,
        select,
      }));
    }),
  );
}
