import type { ServerError } from './server-error.ts';

/** Settings sent with every statement that changes something, less those that this server or user refuses. */
export interface OptionalSettings {
  current(): Readonly<Record<string, string>>;
  /** True when the error is a refusal of one of them, which is then sent no more: the statement itself has not begun. */
  dropRefused(error: ServerError): boolean;
}

const WANTED: Readonly<Record<string, string>> = {
  // Nested columns stay as the code declares them, instead of becoming one array per field.
  flatten_nested: '0',
  // Needed up to 25.2; servers before 24.8 do not know it.
  enable_json_type: '1',
  // What exists must be declarable: servers refuse to make anew what they have come to call suspicious (455, 44, 36).
  allow_suspicious_low_cardinality_types: '1',
  allow_suspicious_fixed_string_types: '1',
  allow_suspicious_variant_types: '1',
  allow_suspicious_codecs: '1',
  allow_suspicious_indices: '1',
  allow_suspicious_primary_key: '1',
  allow_suspicious_ttl_expressions: '1',
  // Keeps proxies from closing a connection on which nothing seems to happen.
  send_progress_in_http_headers: '1',
  http_headers_progress_interval_ms: '20000',
};

/** UNKNOWN_SETTING, READONLY, SETTING_CONSTRAINT_VIOLATION. */
const REFUSALS = new Set([115, 164, 452]);

/** The settings for one connection; it remembers what was refused. */
export function statementSettings(): OptionalSettings {
  const kept = new Map(Object.entries(WANTED));
  return {
    current: () => Object.fromEntries(kept),
    dropRefused: (error) => {
      if (!REFUSALS.has(error.code)) return false;
      const refused = [...kept.keys()].find((name) => new RegExp(`\\b${name}\\b`).test(error.message));
      return refused !== undefined && kept.delete(refused);
    },
  };
}
