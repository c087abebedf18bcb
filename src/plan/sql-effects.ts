import { addressOf } from '../model/address.ts';
import type { Hazard } from '../model/operation.ts';
import { functionAddress } from '../model/sql-function.ts';
import { isSymbol, isWord, type Token } from '../model/tokens.ts';
import { KINDS, statementsIn, type Words, wordsOf } from './sql-words.ts';

/** What a statement written by hand does to an object, as far as its first words tell. */
export interface SqlEffect {
  /** The object; a whole database is `database.*`. */
  readonly address: string;
  /** `DROP`, `TRUNCATE`, `ALTER … DROP COLUMN` in the words of the statement. */
  readonly verb: string;
  /** Whether rows, columns or the object itself may be gone afterwards. */
  readonly losesData: boolean;
  /** What it does to rows, if the object holds any. */
  readonly harms: readonly Hazard[];
  /** What the statement takes the object for; null where it does not say. */
  readonly kind: ObjectKind | null;
}

type ObjectKind = (typeof KINDS)[number] | 'FUNCTION' | 'DATABASE';

const GONE = { losesData: true, harms: ['DELETES_DATA'] } as const;

function listed(words: Words, verb: string, kind: ObjectKind | null): readonly SqlEffect[] {
  const effects: SqlEffect[] = [];
  do {
    words.skipConditions();
    const address = words.object();
    if (address !== null) effects.push({ address, verb, kind, ...GONE });
  } while (words.symbol(','));
  return effects;
}

function whole(words: Words, verb: string): readonly SqlEffect[] {
  words.skipConditions();
  const name = words.name();
  return name === null ? [] : [{ address: addressOf(name, '*'), verb, kind: 'DATABASE', ...GONE }];
}

/** DROP, DETACH and TRUNCATE. */
function removal(words: Words, verb: string): readonly SqlEffect[] {
  words.take('TEMPORARY');
  if (words.take('DATABASE')) return whole(words, `${verb} DATABASE`);
  if (words.take('ALL', 'TABLES', 'FROM') || words.take('TABLES', 'FROM'))
    return whole(words, `${verb} TABLES`);
  if (words.take('FUNCTION')) {
    words.skipConditions();
    const name = words.name();
    return name === null
      ? []
      : [{ address: functionAddress(name), verb, losesData: true, harms: [], kind: 'FUNCTION' }];
  }
  const kind = KINDS.find((word) => words.take(word)) ?? null;
  // TRUNCATE may leave the word TABLE out; DROP of users, roles and the like is about no object of ours.
  return kind === null && verb !== 'TRUNCATE' ? [] : listed(words, verb, kind);
}

/** RENAME a TO b, c TO d and EXCHANGE TABLES a AND b: both names stand for something else afterwards. */
function swap(words: Words, verb: string, between: string): readonly SqlEffect[] {
  if (words.take('DATABASE')) return whole(words, `${verb} DATABASE`);
  words.takeOneOf(['TABLE', 'TABLES', 'DICTIONARY', 'DICTIONARIES', 'VIEW']);
  const effects: SqlEffect[] = [];
  do {
    words.skipConditions();
    const before = words.object();
    const after = words.take(between) ? words.object() : null;
    for (const address of [before, after])
      if (address !== null)
        effects.push({ address, verb, losesData: true, harms: ['CHANGES_VALUES'], kind: null });
  } while (words.symbol(','));
  return effects;
}

/** Commands of ALTER TABLE that take something away: their first words, and what they do to rows. */
const LOSSES: readonly (readonly [readonly string[], readonly Hazard[]])[] = [
  [['DROP', 'COLUMN'], ['DELETES_DATA']],
  [['DROP', 'PARTITION'], ['DELETES_DATA']],
  [['DROP', 'PART'], ['DELETES_DATA']],
  [['DROP', 'DETACHED'], ['DELETES_DATA']],
  [['DETACH', 'PARTITION'], ['DELETES_DATA']],
  [['DETACH', 'PART'], ['DELETES_DATA']],
  [['REPLACE', 'PARTITION'], ['DELETES_DATA']],
  [['MOVE', 'PARTITION'], []],
  [['FORGET', 'PARTITION'], []],
  [['CLEAR', 'COLUMN'], ['DELETES_DATA']],
  [['RENAME', 'COLUMN'], ['CHANGES_VALUES']],
  [
    ['MODIFY', 'COLUMN'],
    ['CHANGES_VALUES', 'MAY_FAIL_ON_DATA'],
  ],
  [
    ['ALTER', 'COLUMN'],
    ['CHANGES_VALUES', 'MAY_FAIL_ON_DATA'],
  ],
  [['MODIFY', 'TTL'], ['EXPIRES_ROWS']],
  [['APPLY', 'DELETED'], []],
  [['DELETE', 'WHERE'], ['DELETES_DATA']],
  [['DELETE', 'IN'], ['DELETES_DATA']],
  [['UPDATE'], ['CHANGES_VALUES']],
];

function lossesIn(tokens: readonly Token[]): typeof LOSSES {
  const stands = (words: readonly string[], at: number): boolean =>
    startsCommand(tokens[at - 1]) && words.every((word, offset) => isWord(tokens[at + offset], word));
  return LOSSES.filter(([words]) => [...tokens.keys()].some((at) => stands(words, at)));
}

/** A command begins the list, follows a comma of it, or stands in parentheses of its own. */
function startsCommand(before: Token | undefined): boolean {
  return before === undefined || (before.depth === 0 && (isSymbol(before, ',') || isSymbol(before, '(')));
}

function alteration(words: Words): readonly SqlEffect[] {
  if (!words.take('TABLE') && !words.take('TEMPORARY', 'TABLE')) return [];
  words.skipConditions();
  const address = words.object();
  if (address === null) return [];
  words.skipCluster();
  const losses = lossesIn(words.rest());
  const [first] = losses;
  return [
    {
      address,
      verb: first === undefined ? 'ALTER TABLE' : `ALTER TABLE … ${first[0].join(' ')}`,
      losesData: first !== undefined,
      harms: [...new Set(losses.flatMap(([, harms]) => harms))],
      kind: null,
    },
  ];
}

/** OPTIMIZE merges parts; with DEDUPLICATE it throws rows away. */
function optimization(words: Words): readonly SqlEffect[] {
  words.take('TABLE');
  words.skipConditions();
  const address = words.object();
  if (address === null) return [];
  const isLoss = words.rest().some((token) => isWord(token, 'DEDUPLICATE'));
  const verb = isLoss ? 'OPTIMIZE … DEDUPLICATE' : 'OPTIMIZE';
  return [{ address, verb, losesData: isLoss, harms: isLoss ? ['DELETES_DATA'] : [], kind: 'TABLE' }];
}

/** CREATE OR REPLACE and REPLACE put something else in the place of what was there. */
function replacement(words: Words): readonly SqlEffect[] {
  words.takeOneOf(['MATERIALIZED', 'TEMPORARY']);
  const kind = ([...KINDS, 'FUNCTION'] as const).find((word) => words.take(word)) ?? null;
  if (kind === null) return [];
  words.skipConditions();
  const address = kind === 'FUNCTION' ? words.name() : words.object();
  if (address === null) return [];
  return [
    {
      address: kind === 'FUNCTION' ? functionAddress(address) : address,
      verb: `CREATE OR REPLACE ${kind}`,
      losesData: true,
      harms: kind === 'FUNCTION' || kind === 'DICTIONARY' ? [] : ['DELETES_DATA'],
      kind,
    },
  ];
}

/** A refreshable view without APPEND replaces the rows of its target with each run. */
function refreshed(words: Words, database: string): readonly SqlEffect[] {
  const rest = words.rest();
  const end = rest.findIndex((token) => token.depth === 0 && isWord(token, 'AS'));
  const head = end < 0 ? rest : rest.slice(0, end);
  const stands = (word: string): number =>
    head.findIndex((token) => token.depth === 0 && isWord(token, word));
  if (stands('REFRESH') < 0 || stands('APPEND') >= 0 || stands('TO') < 0) return [];
  const address = wordsOf(head.slice(stands('TO') + 1), database).object();
  const verb = 'CREATE MATERIALIZED VIEW … REFRESH … TO';
  return address === null ? [] : [{ address, verb, kind: 'TABLE', ...GONE }];
}

function effectsOf(tokens: readonly Token[], database: string): readonly SqlEffect[] {
  const words = wordsOf(tokens, database);
  const removed = words.takeOneOf(['DROP', 'DETACH', 'TRUNCATE']);
  if (removed !== null) return removal(words, removed);
  if (words.take('RENAME')) return swap(words, 'RENAME', 'TO');
  if (words.take('EXCHANGE')) return swap(words, 'EXCHANGE', 'AND');
  if (words.take('ALTER')) return alteration(words);
  if (words.take('CREATE', 'OR', 'REPLACE') || words.take('REPLACE'))
    return [...replacement(words), ...refreshed(words, database)];
  if (words.take('CREATE', 'MATERIALIZED', 'VIEW')) return refreshed(words, database);
  if (words.take('OPTIMIZE')) return optimization(words);
  const change = words.take('DELETE', 'FROM') ? 'DELETES_DATA' : null;
  if (change !== null || words.take('UPDATE')) {
    const address = words.object();
    const harms: readonly Hazard[] = [change ?? 'CHANGES_VALUES'];
    return address === null
      ? []
      : [{ address, verb: 'DELETE or UPDATE', losesData: true, harms, kind: null }];
  }
  return [];
}

/**
 * What SQL written by hand takes away or replaces. Reads the first words of each statement alone: what a statement does by
 * way of functions is not seen.
 *
 * @param database the one meant where a name has none
 */
export function sqlEffects(sql: string, database: string): readonly SqlEffect[] {
  return statementsIn(sql).flatMap((tokens) => effectsOf(tokens, database));
}
