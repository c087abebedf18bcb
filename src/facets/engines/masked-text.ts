import {
  identifierOf,
  isSymbol,
  isWord,
  quoteString,
  stringValue,
  type Token,
  tokenize,
} from '../../model/tokens.ts';
import { isSecretKey, isSecretSetting, maskedAddress } from '../secret-text.ts';
import { HIDDEN } from '../secrets.ts';

/** Nothing of this in a text, and there is nothing to mask. */
const SUSPICIOUS = /:\/\/|headers|key|password|secret|token|credential|signature|auth_header/i;

/** The clauses in which a table may hold a secret: its engine and its settings. */
function isSearched(tokens: readonly Token[]): readonly boolean[] {
  let isInside = false;
  return tokens.map((token) => {
    if (token.depth !== 0 || token.kind !== 'word') return isInside;
    if (['ENGINE', 'AS', 'SETTINGS'].some((word) => isWord(token, word))) isInside = true;
    else if (
      ['PARTITION', 'PRIMARY', 'ORDER', 'SAMPLE', 'TTL', 'COMMENT'].some((word) => isWord(token, word))
    )
      isInside = false;
    return isInside;
  });
}

/** The call that a token stands in: `headers` for the value in `headers('X' = 'y')`. */
function callAround(tokens: readonly Token[], at: number): string {
  const depth = tokens[at]?.depth ?? 0;
  for (let open = at - 1; open > 0; open -= 1) {
    const token = tokens[open];
    if (isSymbol(token, '(') && token?.depth === depth - 1)
      return identifierOf(tokens[open - 1])?.toLowerCase() ?? '';
  }
  return '';
}

function isSecretValue(tokens: readonly Token[], at: number): boolean {
  const key = tokens[at - 2];
  if (!isSymbol(tokens[at - 1], '=') || key === undefined) return false;
  if (key.depth > 0 && callAround(tokens, at) === 'headers') return true;
  const name = identifierOf(key) ?? '';
  return key.depth === 0 ? isSecretSetting(name) : isSecretKey(name);
}

/**
 * The server's text of a table without the secrets that it leaves there (26.7): it hides some beside a named collection (S3)
 * and shows others (Kafka), shows addresses as they are, and settings that it does not know to be secret.
 */
export function maskedTableText(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  const tokens = tokenize(text);
  const searched = isSearched(tokens);
  let masked = '';
  let end = 0;
  tokens.forEach((token, at) => {
    if (token.kind !== 'string' || searched[at] !== true) return;
    const value = stringValue(token.text);
    const shown = isSecretValue(tokens, at) ? HIDDEN : maskedAddress(value);
    if (shown === value) return;
    masked += text.slice(end, token.start) + quoteString(shown);
    end = token.end;
  });
  return masked + text.slice(end);
}
