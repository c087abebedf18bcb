/** A key in camel, snake or kebab case whose value is never shown. */
const SECRET_KEY =
  /(?:^|_)(?:password\d*|passwd|passphrase|pwd|secret|tokens?|credentials?|access_key|account_key|api_key|private_key|auth|auth_header|authorization|connection|connection_string|shared_access_signature)(?:_|$)/;

/** A key, what leads from it to its value, and the value with its quotes, which may be escaped in a text around them. */
const KEYED =
  /(?<![\w$-])([\w$-]{1,80})(\\?["'`]?(?:\s*[:=]\s*|[ \t]*[:=][^\n'"`,()[\]{};]{1,80}|\s{1,9}))(\\?["'`])((?:(?!\3)(?:\\[\s\S]|[^\\]))*)\3/g;

const IDENTIFIED = /(\bIDENTIFIED\s[^'";]{0,60}?\bBY\s+)(\\?["'])((?:(?!\2)(?:\\[\s\S]|[^\\]))*)\2/gi;

/** Calls whose texts, all but the first, may be credentials; and headers, whose values may be. */
const CALL =
  /\b((?:s3\w*|gcs|cosn|oss|azure\w+|mysql|postgresql|mongodb|redis|odbc|jdbc|remote(?:secure)?|externaldistributed|deltalake\w*|iceberg\w*|hudi)\(\s*\\?["'][^'"]*["']|headers\s*:?\s*[({])([^(){}]*)/gi;

const LITERAL = /(\\?["'`])((?:(?!\1)(?:\\[\s\S]|[^\\]))*)\1(\s*[:=])?/g;

const IN_TEXT: readonly RegExp[] = [
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^/\s:@'"`]*:)([^@\s'"`]+)(?=@)/gi,
  /([?&][^=&\s'"`]{0,60}?(?:signature|credential|token|key|password|secret|sig)=)([^&\s'"`\\]+)/gi,
  /(\b(?:AccountKey|SharedAccessSignature|Password|Pwd)=)([^;'"`\s\\]+)/gi,
];

function isSecretKey(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll('-', '_');
  return SECRET_KEY.test(words.toLowerCase());
}

/** As long as the value, so that places in the text stay where they are. What is computed in a template is no literal. */
function stars(value: string): string {
  return value.startsWith('$' + '{') ? value : value.replace(/[^\r\n]/g, '*');
}

function maskedValues(text: string): string {
  const keyed = new RegExp(KEYED);
  let masked = '';
  let end = 0;
  for (let found = keyed.exec(text); found !== null; found = keyed.exec(text)) {
    const [whole, key = '', between = '', quote = '', value = ''] = found;
    const start = found.index + key.length + between.length + quote.length;
    // Another key may stand inside the value of this one, such as PASSWORD in a text of SQL.
    if (!isSecretKey(key)) keyed.lastIndex = found.index + key.length;
    else {
      masked += text.slice(end, start) + stars(value);
      end = found.index + whole.length - quote.length;
      keyed.lastIndex = end + quote.length;
    }
  }
  return masked + text.slice(end);
}

/** Every literal but those that are keys themselves. */
function maskedLiterals(text: string): string {
  return text.replace(LITERAL, (whole, quote: string, value: string, colon: string | undefined) =>
    colon === undefined ? `${quote}${stars(value)}${quote}` : whole,
  );
}

/**
 * Code, SQL or YAML with stars for the literals that look like secrets: values of keys such as `password`, credentials among
 * the arguments of engines, passwords inside addresses. Lines and columns stay as they are. Rather too much than too little.
 */
export function maskedCode(text: string): string {
  const masked = maskedValues(text)
    .replace(
      IDENTIFIED,
      (_, before: string, quote: string, value: string) => `${before}${quote}${stars(value)}${quote}`,
    )
    .replace(CALL, (_, start: string, rest: string) => start + maskedLiterals(rest));
  return IN_TEXT.reduce(
    (current, pattern) =>
      current.replace(pattern, (_, before: string, value: string) => `${before}${stars(value)}`),
    masked,
  );
}
