import { isSymbol, isWord, stringValue, type Token, tokenize } from '../../model/tokens.ts';

/** What stands in place of a secret; ClickHouse's own word for it. */
export const HIDDEN = '[HIDDEN]';

/** Engines and table functions whose arguments may be credentials. All their texts but the first are taken for such. */
const CREDENTIAL_CALLS = new Set(
  (
    's3 s3cluster s3queue gcs cosn oss deltalake deltalakes3 deltalakeazure deltalakecluster hudi hudicluster iceberg icebergs3 icebergazure icebergcluster ' +
    'azureblobstorage azureblobstoragecluster azurequeue mysql postgresql materializedpostgresql materializedmysql mongodb redis odbc jdbc ' +
    'url urlcluster remote remotesecure externaldistributed kafka rabbitmq nats ytsaurus arrowflight encrypt decrypt http header'
  ).split(' '),
);
const SECRET_KEY =
  /pass(word|wd|phrase)?$|secret|token|credential|access_?key|account_?key|private_?key|api_?key|sasl|authorization|connection_string/i;
/** A secret inside a text: the password of an address, a signature or key in its query, a key of a connection string. */
const SECRETS_IN_TEXT = [
  /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^/\s:@']*:([^@\s']+)@/gi,
  /[?&][^=&\s']{0,60}?(?:signature|credential|token|key|password|secret|sig)=([^&\s']+)/gi,
  /(?:AccountKey|SharedAccessSignature|Password|Pwd)=([^;'\s]+)/gi,
];

/** Columns whose values are never shown: besides those that are named like a key, what identifies people or logs them in. */
const SECRET_COLUMN = /pass(word|wd|phrase)|cookie|session|(^|_)(auth|ssn|pin|otp|cvv|iban|jwt|salt)(_|$)/i;
/** Secrets in stored values: a header, a key of JSON, keys of well-known forms, an address with any password. */
const SECRETS_IN_VALUES = [
  /\b(?:bearer|basic)\s+([^\s"',;]+)/gi,
  /\b(?:authorization|cookie)["']?\s*[:=]\s*["']?([^"',;\n]+)/gi,
  /["']?\b\w*(?:pass(?:word|wd|phrase)?|secret|token|credential|api_?key|private_?key)\w*["']?\s*[:=]\s*["']?([^"',;&\s}]+)/gi,
  /\b(eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?)/g,
  /\b((?:AKIA|ASIA)[A-Z0-9]{8,})/g,
  /\b((?:sk|pk|rk)[-_](?:live|test|proj)?[-_]?[A-Za-z0-9]{8,}|gh[pousr]_[A-Za-z0-9]{8,}|xox[a-z]-[\w-]{8,})/g,
  /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^/\s:@]*:([^@\s]+)@/gi,
  // A value may be cut before its @; a port is no password.
  /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^/\s:@]*:(?!\d+(?:\/|$))([^@\s]+)$/gi,
];

/** Makes texts about one statement safe to show. */
export interface SecretMask {
  /** Every secret of the statement in the text replaced by `[HIDDEN]`. */
  hide(text: string): string;
  /** The statement itself, masked. */
  readonly statement: string;
}

/**
 * Finds in a statement all that looks like a credential: texts among the arguments of engines that take credentials, values of
 * settings and keys such as `kafka_sasl_password`, `IDENTIFIED BY`, and passwords inside addresses. Rather too much than too little.
 * @param known secrets known beforehand, such as the connection's password.
 */
export function secretMask(statement: string, known: readonly string[]): SecretMask {
  const tokens = tokenize(statement);
  const found = tokens.filter((token, index) => isString(token) && isCredential(tokens, index));
  const cut = cutPlace(tokens);
  const secrets = [...known, ...found.flatMap(spellings), ...secretsInText(statement)].filter(
    (secret) => secret !== '',
  );
  const longestFirst = [...new Set(secrets)].sort((a, b) => b.length - a.length);
  const hasSecrets = found.length > 0 || cut !== null;
  const hide = (text: string): string =>
    hideValues(hasSecrets ? withoutQuotedStatement(text) : text, longestFirst);
  return {
    hide,
    statement: hideValues(cut === null ? statement : `${statement.slice(0, cut)}…`, longestFirst),
  };
}

function isString(token: Token | undefined): boolean {
  return token !== undefined && token.kind === 'string';
}

function isCredential(tokens: readonly Token[], index: number): boolean {
  return isSecretValue(tokens, index) || isLaterArgument(tokens, index);
}

// `password = 'x'`, `'Authorization' = 'x'`, `PASSWORD 'x'`, `IDENTIFIED … BY 'x'`
function isSecretValue(tokens: readonly Token[], index: number): boolean {
  const previous = tokens[index - 1];
  if (isWord(previous, 'BY')) return true;
  const key = isSymbol(previous, '=') ? tokens[index - 2] : previous;
  return (
    key !== undefined && key.kind !== 'symbol' && SECRET_KEY.test(key.text.replace(/^['"`]|['"`]$/g, ''))
  );
}

// Walks outwards through the open brackets to a call that takes credentials; its first text is the address.
function isLaterArgument(tokens: readonly Token[], index: number): boolean {
  let depth = tokens[index]?.depth ?? 0;
  let hasStringBefore = false;
  for (let at = index - 1; at >= 0 && depth > 0; at -= 1) {
    const token = tokens[at];
    if (token === undefined) return false;
    if (isString(token) && token.depth >= depth) hasStringBefore = true;
    if (isSymbol(token, '(') && token.depth === depth - 1) {
      depth -= 1;
      if (isCredentialCall(tokens, at - 1)) return hasStringBefore;
    }
  }
  return false;
}

function isCredentialCall(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  return (
    token !== undefined &&
    token.kind === 'word' &&
    CREDENTIAL_CALLS.has(token.text.toLowerCase()) &&
    isSymbol(tokens[index + 1], '(')
  );
}

// A quote that is never closed makes the texts after it unreliable: then nothing behind the first suspicious word is shown.
function cutPlace(tokens: readonly Token[]): number | null {
  if (!tokens.some((token) => isSymbol(token, "'"))) return null;
  const index = tokens.findIndex(
    (token, at) =>
      isCredentialCall(tokens, at) ||
      (token.kind === 'word' && SECRET_KEY.test(token.text)) ||
      isWord(token, 'IDENTIFIED'),
  );
  return index === -1 ? null : (tokens[index]?.end ?? null);
}

function spellings(token: Token): readonly string[] {
  return [
    token.text.startsWith("'") ? token.text.slice(1, -1) : stringValue(token.text),
    stringValue(token.text),
  ];
}

function secretsInText(text: string): readonly string[] {
  return SECRETS_IN_TEXT.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
}

// The server quotes a piece of a statement it cannot parse, and cuts it anywhere, in a secret too.
function withoutQuotedStatement(message: string): string {
  return message.replace(/(failed at position \d+)[\s\S]*?(?=\.\s+Expected one of|$)/i, '$1');
}

/** A shorter secret is common in other words: it is hidden only where it stands in quotes. */
const SHORT = 4;

function hideValues(text: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (result, secret) =>
      secret.length < SHORT
        ? result.replaceAll(`'${secret}'`, `'${HIDDEN}'`)
        : result.replaceAll(secret, HIDDEN),
    text,
  );
}

/**
 * A value of a column as it may be shown: nothing of a column that is named like a secret, and of an address or a connection
 * string all but what looks like one.
 */
export function maskedValue(column: string | null, value: string): string {
  if (column !== null && (SECRET_KEY.test(column) || SECRET_COLUMN.test(column))) return HIDDEN;
  const found = SECRETS_IN_VALUES.flatMap((pattern) =>
    [...value.matchAll(pattern)].map((match) => match[1] ?? ''),
  );
  const secrets = [...secretsInText(value), ...found].filter((secret) => secret !== '');
  // A value is no statement: a short secret stands in it without quotes too.
  return secrets
    .sort((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, HIDDEN), value);
}
