import { isWord, quoteString, stringValue, tokenize } from '../../model/tokens.ts';
import { HIDDEN } from '../secrets.ts';

/** A password or a key inside an address: the server shows both as they are, but for those of MongoDB. */
const IN_ADDRESS: readonly RegExp[] = [
  /(\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@']*:)([^@\s']+)(?=@)/gi,
  /([?&][^=&\s']{0,60}?(?:signature|credential|token|key|password|secret|sig)=)([^&\s']+)/gi,
];

function maskedAddress(text: string): string {
  return IN_ADDRESS.reduce((masked, pattern) => masked.replace(pattern, `$1${HIDDEN}`), text);
}

/** Whether an address holds a password or a key. */
export function hasCredentials(address: string): boolean {
  return maskedAddress(address) !== address;
}

/**
 * The server's text of a dictionary without the secrets that the server itself leaves in it (26.7): the values of HTTP headers,
 * and what stands in an address.
 */
export function maskedDictionaryText(text: string): string {
  let masked = '';
  let end = 0;
  const tokens = tokenize(text);
  tokens.forEach((token, at) => {
    if (token.kind !== 'string') return;
    const isHeaderValue =
      isWord(tokens[at - 1], 'VALUE') && tokens[at - 2]?.kind === 'string' && isWord(tokens[at - 3], 'NAME');
    const value = stringValue(token.text);
    const shown = isHeaderValue ? HIDDEN : maskedAddress(value);
    if (shown === value) return;
    masked += text.slice(end, token.start) + quoteString(shown);
    end = token.end;
  });
  return masked + text.slice(end);
}
