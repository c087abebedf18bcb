const SECRET_KEY = /^(.*?(?:password|secret|token|api_key|client_key|sasl_username)\w*["']?\s*=\s*)(\S.*)$/i;
const LONG_QUOTES = ['"""', "'''"] as const;

/** The same lines with the values of secret keys and the credentials inside URLs as stars, for code frames. */
export function hideSecrets(toml: string): string {
  let closing: string | null = null;
  return toml
    .split('\n')
    .map((line) => {
      if (closing !== null) {
        if (line.includes(closing)) closing = null;
        return '***';
      }
      const [, key, value] = SECRET_KEY.exec(line) ?? [];
      if (key === undefined || value === undefined) return line.replace(/\/\/[^/\s"']*@/g, '//***@');
      closing = LONG_QUOTES.find((quotes) => value.split(quotes).length === 2) ?? null;
      return `${key}***`;
    })
    .join('\n');
}
