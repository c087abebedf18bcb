import { identifierOf, isSymbol, isWord, quoteName, tokenize } from '../../model/tokens.ts';
import { ALTER, SAME, type Verdict } from '../facet.ts';

/** With whose rights a view reads: https://clickhouse.com/docs/sql-reference/statements/create/view#sql_security */
interface Security {
  readonly kind: string;
  /** Null for whoever made the view. */
  readonly definer: string | null;
}

/** Reads `DEFINER = x SQL SECURITY DEFINER`, in any order and with either half alone. */
function parseSecurity(text: string): Security {
  const tokens = tokenize(text);
  const at = tokens.findIndex((token, index) => isWord(token, 'DEFINER') && isSymbol(tokens[index + 1], '='));
  const kindAt = tokens.findIndex(
    (token, index) => isWord(token, 'SQL') && isWord(tokens[index + 1], 'SECURITY'),
  );
  const definer = at < 0 ? null : identifierOf(tokens[at + 2]);
  const kind = kindAt < 0 ? 'DEFINER' : (tokens[kindAt + 2]?.text.toUpperCase() ?? '');
  return { kind, definer: definer === null || definer.toUpperCase() === 'CURRENT_USER' ? null : definer };
}

/** The clause as the server prints it; null without either half. */
export function securityText(kind: string | null, definer: string | null): string | null {
  if (kind === null && definer === null) return null;
  const name =
    definer === null ? '' : `DEFINER = ${/^[A-Za-z_]\w*$/.test(definer) ? definer : quoteName(definer)} `;
  return `${name}SQL SECURITY ${kind ?? 'DEFINER'}`;
}

export function canonicalSecurity(text: string | null): string | null {
  if (text === null) return null;
  const { kind, definer } = parseSecurity(text);
  return securityText(kind, definer);
}

/**
 * Judges the live clause against the declared one. Code that declares none leaves the view as it is: servers fill it in by
 * settings of their own. A declared DEFINER without a name is whoever made the view.
 *
 * @param whenAbsent what no clause means
 */
export function securityChange(
  before: string | null,
  after: string | null,
  whenAbsent: string | null,
): Verdict {
  if (after === null) return SAME;
  const was = before === null ? { kind: whenAbsent ?? '', definer: null } : parseSecurity(before);
  const wanted = parseSecurity(after);
  if (was.kind !== wanted.kind) return ALTER;
  return wanted.definer === null || wanted.definer === was.definer ? SAME : ALTER;
}
