import { identifierOf, isSymbol, isWord, stringValue, type Token, tokenize } from '../model/tokens.ts';
import { hasCredentials, isSecretSetting } from './secret-text.ts';

/** What is read from the environment when a statement is sent, and what a server has hidden. */
const NO_SECRET = /__MOOSE_RUNTIME_ENV__:\w+|\[ENV:\w+\]|\[SECRET:[^\]]+\]|\[HIDDEN\]/;

/** Keys of dictionary sources, named collections and calls whose values are secrets. */
const KEY =
  /^(?:password|secret_access_key|session_token|account_key|connection_string|access_key_secret|api_key|private_key|keytab)$/i;

/** Calls and engines that take a login, and the place of the password among their arguments. */
const PASSWORD_AT: Readonly<Record<string, number>> = {
  mysql: 4,
  postgresql: 4,
  mongodb: 4,
  remote: 4,
  remotesecure: 4,
  redis: 4,
  materializedpostgresql: 4,
};
/** Engines of databases leave out the table. */
const OF_DATABASE = new Set(['mysql', 'postgresql', 'materializedpostgresql', 'materializedmysql']);
/** `s3(url, key id, secret, …)`: what stands there instead may be a format and a structure. */
const OBJECT_STORES =
  /^(?:s3(?:cluster|queue)?|gcs|oss|cosn|hudi(?:cluster)?|deltalake(?:cluster|s3|s3cluster)?|iceberg(?:cluster|s3|s3cluster)?|paimon(?:s3)?)$/;
const ADDRESS_TAKERS =
  /^(?:url(?:cluster)?|mongodb|azureblobstorage(?:cluster)?|azurequeue|rabbitmq|nats|redis|http|s3(?:cluster|queue)?)$/;
/** `encrypt(mode, text, key)` */
const CIPHERS = /^(?:(?:aes_)?(?:en|de)crypt(?:_mysql)?|trydecrypt)$/;
const LOOKS_LIKE_KEY = /^[\w/+=-]{16,}$/;

function secretAt(token: Token | undefined): boolean {
  if (token?.kind !== 'string') return false;
  const value = stringValue(token.text);
  return value !== '' && !NO_SECRET.test(value);
}

/** `IDENTIFIED BY '…'`, `IDENTIFIED WITH sha256_hash BY '…'`. */
function isLogin(tokens: readonly Token[], at: number): boolean {
  if (!isWord(tokens[at - 1], 'BY')) return false;
  const before = identifierOf(tokens[at - 2])?.toLowerCase() ?? '';
  return before === 'identified' || /_(?:password|hash)$/.test(before);
}

/** `PASSWORD '…'` of a source, `password = '…'` of a named collection, of a call, or of the settings of an engine. */
function keyOf(tokens: readonly Token[], at: number): string | null {
  const token = tokens[at];
  const isPair = isSymbol(tokens[at - 1], '=');
  const name = identifierOf(tokens[isPair ? at - 2 : at - 1]) ?? '';
  if (token === undefined || name === '') return null;
  const isCollection = tokens
    .slice(0, at)
    .some((each, index) => isWord(each, 'NAMED') && isWord(tokens[index + 1], 'COLLECTION'));
  if (isPair && isCollection) return KEY.test(name) || isSecretSetting(name) ? name : null;
  const call = callAround(tokens, at);
  if (!isPair) return KEY.test(name) && call !== null && isOfSource(tokens, at) ? name : null;
  if (call !== null) return KEY.test(name) && (isTaker(call.name) || call.name === 'disk') ? name : null;
  const isSetting = tokens
    .slice(0, at)
    .some((each) => each.depth === token.depth && isWord(each, 'SETTINGS'));
  return isSetting && isSecretSetting(name) ? name : null;
}

function isTaker(name: string): boolean {
  return name in PASSWORD_AT || OBJECT_STORES.test(name) || ADDRESS_TAKERS.test(name);
}

function isOfSource(tokens: readonly Token[], at: number): boolean {
  return tokens
    .slice(0, at)
    .some((each, index) => isWord(each, 'SOURCE') && isSymbol(tokens[index + 1], '('));
}

interface Call {
  readonly name: string;
  /** Index of its bracket. */
  readonly open: number;
}

/** The call that a token is an argument of; null outside of all. */
function callAround(tokens: readonly Token[], at: number): Call | null {
  const depth = tokens[at]?.depth ?? 0;
  for (let open = at - 1; open > 0; open -= 1) {
    const token = tokens[open];
    if (isSymbol(token, '(') && token?.depth === depth - 1)
      return { name: identifierOf(tokens[open - 1])?.toLowerCase() ?? '', open };
  }
  return null;
}

/** How many arguments of a call stand before a token. */
function placeIn({ open }: Call, tokens: readonly Token[], at: number): number {
  const depth = tokens[at]?.depth ?? 0;
  return tokens.slice(open + 1, at).filter((token) => token.depth === depth && isSymbol(token, ',')).length;
}

/** Where `db.table` is one argument, or no table is named, the password stands further to the front. */
function passwordPlace(call: Call, tokens: readonly Token[], isDatabase: boolean): number {
  const place = PASSWORD_AT[call.name] ?? -1;
  if (isDatabase && OF_DATABASE.has(call.name)) return 3;
  // The table function takes a key and a structure first.
  if (call.name === 'redis' && isSymbol(tokens[call.open - 2], '=')) return 2;
  const second = tokens.findIndex((token, index) => index > call.open && isSymbol(token, ','));
  const isJoined = call.name.startsWith('remote') && isSymbol(tokens[second + 2], '.');
  return isJoined ? place - 1 : place;
}

function argumentOf(tokens: readonly Token[], at: number): string | null {
  const call = callAround(tokens, at);
  const value = stringValue(tokens[at]?.text ?? '');
  if (call === null) return null;
  const { name } = call;
  if ((ADDRESS_TAKERS.test(name) || isOfSource(tokens, at)) && hasCredentials(value))
    return `an address in ${name}(…)`;
  const place = placeIn(call, tokens, at);
  const isDatabase = tokens.some(
    (token, index) => isWord(token, 'CREATE') && isWord(tokens[index + 1], 'DATABASE'),
  );
  if (name in PASSWORD_AT && place === passwordPlace(call, tokens, isDatabase))
    return `the password of ${name}(…)`;
  if (CIPHERS.test(name) && place === 2) return `the key of ${name}(…)`;
  return OBJECT_STORES.test(name) && place === 2 && LOOKS_LIKE_KEY.test(value)
    ? `the key of ${name}(…)`
    : null;
}

/** A password or key that stands in SQL as it is. */
interface PlainSecret {
  /** In words, such as `the password of mysql(…)`. */
  readonly place: string;
  readonly token: Token;
}

function secretsIn(sql: string): readonly PlainSecret[] {
  const tokens = tokenize(sql);
  return tokens.flatMap((token, at): readonly PlainSecret[] => {
    if (!secretAt(token)) return [];
    const place = isLogin(tokens, at) ? 'IDENTIFIED … BY' : (keyOf(tokens, at) ?? argumentOf(tokens, at));
    return place === null ? [] : [{ place, token }];
  });
}

/**
 * Where SQL holds a password or key as it is, in words: logins of users, sources of dictionaries, named collections, and calls
 * and engines that take credentials. Only what is certain by its place: other texts may look like a secret and be none.
 */
export function plainSecrets(sql: string): readonly string[] {
  return [...new Set(secretsIn(sql).map(({ place }) => place))];
}

/** These passwords and keys themselves, to be hidden wherever they might be shown. */
export function plainSecretValues(sql: string): readonly string[] {
  return secretsIn(sql).map(({ token }) => stringValue(token.text));
}
