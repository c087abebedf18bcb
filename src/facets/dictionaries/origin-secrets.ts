import { isWord, quoteString, stringValue, tokenize } from '../../model/tokens.ts';
import { maskedAddress } from '../secret-text.ts';
import { HIDDEN } from '../secrets.ts';

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
