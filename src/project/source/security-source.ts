import { identifierOf, isSymbol, isWord, tokenize } from '../../model/tokens.ts';
import type { ConfigObject } from './config-value.ts';

/** `DEFINER = x SQL SECURITY DEFINER` as options; a definer says DEFINER by itself. */
export function securityOptions(security: string | null): ConfigObject {
  if (security === null) return {};
  const tokens = tokenize(security);
  const at = tokens.findIndex((token, index) => isWord(token, 'DEFINER') && isSymbol(tokens[index + 1], '='));
  const definer = at < 0 ? null : identifierOf(tokens[at + 2]);
  const sqlSecurity = definer === null ? (tokens.at(-1)?.text.toUpperCase() ?? null) : null;
  return { sqlSecurity, definer };
}
