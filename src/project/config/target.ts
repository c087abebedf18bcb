import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { conceal } from '../../concealed.ts';
import { AppError } from '../../errors.ts';
import { didYouMean } from '../../model/nearest-name.ts';
import { isServerDatabase } from '../../model/reserved-names.ts';
import type { EmbeddedTarget, ServerTarget, Target } from '../../model/target.ts';
import type { ProjectConfig } from './project-config.ts';

interface Scheme {
  /** Null where the scheme does not say. */
  readonly secure: boolean | null;
  /** Whether 9000 and 9440 stand for the native protocol, which this tool does not speak. */
  readonly native: boolean;
}

const SCHEMES: ReadonlyMap<string, Scheme> = new Map([
  ['clickhouse', { secure: null, native: true }],
  ['clickhouses', { secure: true, native: true }],
  ['tcp', { secure: null, native: true }],
  ['native', { secure: null, native: true }],
  ['http', { secure: false, native: false }],
  ['https', { secure: true, native: false }],
]);

const NATIVE_PORTS: ReadonlySet<number> = new Set([9000, 9440]);
const SECURE_PORTS: ReadonlySet<number> = new Set([443, 8443, 9440]);
const EXAMPLE = 'clickhouse://user:password@host:8123/database';

export interface TargetReading {
  readonly target: Target;
  /** Things worth telling the user, one line each, without credentials. */
  readonly notices: readonly string[];
}

/** What a URL leaves out. */
export interface TargetDefaults {
  readonly database: string;
  /** Absolute; a relative path of `embedded:PATH` counts from here. */
  readonly directory: string;
}

/**
 * Reads the text of `--clickhouse-url`: `clickhouse://`, `clickhouses://`, `tcp://`, `native://`, `http://` or `https://` with
 * `user:password@host:port/database?secure` (also `?secure=true`), or `embedded:` and `embedded:PATH`, where `~/` is the home of the user. User and password are percent-encoded;
 * native ports become the HTTP ports beside them. The user is `default` and the password empty where none is given.
 *
 * @throws AppError TARGET_INVALID; its message holds no part of the text that could belong to the password.
 */
export function parseTarget(text: string, defaults: TargetDefaults): TargetReading {
  const reading = readTarget(text, defaults);
  if (reading.target.kind === 'server') conceal(reading.target.password);
  if (isServerDatabase(reading.target.database))
    throw invalid(`${reading.target.database} is ClickHouse's own database`, 'name a database of yours');
  return reading;
}

function readTarget(text: string, defaults: TargetDefaults): TargetReading {
  const trimmed = text.trim();
  if (trimmed.toLowerCase().startsWith('embedded:'))
    return parseEmbedded(trimmed.slice('embedded:'.length), defaults);
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(trimmed)?.[1];
  if (scheme === undefined) throw invalid('it does not begin with a scheme', `write ${EXAMPLE} or embedded:`);
  const known = SCHEMES.get(scheme.toLowerCase());
  if (known === undefined) {
    const all = [...SCHEMES.keys(), 'embedded'];
    throw invalid(`the scheme is not one of ${all.join(', ')}${didYouMean(scheme, all)}`, `write ${EXAMPLE}`);
  }
  return parseServer(trimmed.slice(scheme.length + 3), known, defaults);
}

/** The target that `[clickhouse_config]` describes; an embedded one keeps its data in `.moose/clickhouse` of the project. */
export function targetOfConfig(config: ProjectConfig): Target {
  const { clickhouse } = config;
  if (clickhouse.embedded) {
    return {
      kind: 'embedded',
      path: join(config.projectDir, '.moose', 'clickhouse'),
      database: clickhouse.database,
    };
  }
  const host =
    clickhouse.host.includes(':') && !clickhouse.host.startsWith('[')
      ? `[${clickhouse.host}]`
      : clickhouse.host;
  return {
    kind: 'server',
    url: `${clickhouse.useSsl ? 'https' : 'http'}://${host}:${clickhouse.hostPort}`,
    database: clickhouse.database,
    username: clickhouse.user,
    password: clickhouse.password,
  };
}

function parseEmbedded(rest: string, defaults: TargetDefaults): TargetReading {
  const mark = rest.indexOf('?');
  const path = mark === -1 ? rest : rest.slice(0, mark);
  if (path.startsWith('//') && !path.startsWith('///')) {
    throw invalid(
      'embedded: is followed by //',
      'write embedded:DIRECTORY, or embedded: for a temporary one',
    );
  }
  const query = readQuery(mark === -1 ? '' : rest.slice(mark + 1));
  const database = query.take('database') ?? defaults.database;
  const target: EmbeddedTarget = {
    kind: 'embedded',
    path: path === '' ? null : directoryAt(path.replace(/^\/{3}/, '/'), defaults.directory),
    database,
  };
  return { target, notices: query.ignored() };
}

/** No shell replaces a `~` in the middle of a word. */
function directoryAt(path: string, base: string): string {
  const home = /^~(?:\/(.*))?$/s.exec(path);
  return home === null ? resolve(base, path) : join(homedir(), home[1] ?? '');
}

function parseServer(rest: string, scheme: Scheme, defaults: TargetDefaults): TargetReading {
  const [, authority = '', path = '', search = '', fragment] =
    /^([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(rest) ?? [];
  // A password with a bare / ? or # ends the authority early and leaves its @ behind.
  if (fragment !== undefined || path.includes('@') || search.includes('@')) {
    throw invalid(
      'a part of it stands where nothing may',
      'write / ? # @ and : of the password as %2F %3F %23 %40 and %3A',
    );
  }
  const split = authority.lastIndexOf('@');
  const credentials = split === -1 ? '' : authority.slice(0, split);
  const colon = credentials.indexOf(':');
  const query = readQuery(search);
  const { host, port } = readHost(authority.slice(split + 1));
  const { url, notices } = readUrl(host, port, scheme, readFlag(query.takeWord('secure')));
  const target: ServerTarget = {
    kind: 'server',
    url,
    database: readDatabase(path, query.take('database')) ?? defaults.database,
    username:
      decode(colon === -1 ? credentials : credentials.slice(0, colon), 'user') ||
      query.take('user') ||
      'default',
    password:
      (colon === -1 ? '' : decode(credentials.slice(colon + 1), 'password')) || query.take('password') || '',
  };
  return { target, notices: [...notices, ...query.ignored()] };
}

function readHost(text: string): { readonly host: string; readonly port: number | null } {
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (host === undefined || port?.includes(':'))
    throw invalid('the host has more than one colon', 'write an IPv6 address in brackets: [::1]:8123');
  if (host === '') throw invalid('the host is missing', `write ${EXAMPLE}`);
  const canonical = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
  if (canonical === '' || /[\s%]/.test(host))
    throw invalid('the host is not a host name or address', `write ${EXAMPLE}`);
  if (port === undefined || port === '') return { host: canonical, port: null };
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number < 1 || number > 65535) {
    throw invalid(
      'the port is not a number from 1 to 65535',
      'if that is part of the password, write its / ? # @ and : as %2F %3F %23 %40 and %3A',
    );
  }
  return { host: canonical, port: number };
}

function readUrl(
  host: string,
  port: number | null,
  scheme: Scheme,
  wanted: boolean | null,
): { url: string; notices: string[] } {
  if (wanted !== null && scheme.secure !== null && wanted !== scheme.secure) {
    throw invalid(
      'the scheme and secure= contradict each other',
      'leave secure= out, or write clickhouse://',
    );
  }
  const secure = wanted ?? scheme.secure ?? (port !== null && SECURE_PORTS.has(port));
  const isNative = port !== null && NATIVE_PORTS.has(port);
  const httpPort = port === null || (isNative && scheme.native) ? (secure ? 8443 : 8123) : port;
  const notices = !isNative
    ? []
    : scheme.native
      ? [`port ${port} is the native protocol's; using the HTTP interface on port ${httpPort}`]
      : [`port ${port} is usually the native protocol's, which does not answer HTTP`];
  return { url: `${secure ? 'https' : 'http'}://${host}:${httpPort}`, notices };
}

/** A bare `?secure` says yes; `secure=` without a value would have a forgotten variable decide whether a password travels openly. */
function readFlag(text: string | true | null): boolean | null {
  if (text === null || text === true) return text;
  if (/^(true|1)$/i.test(text)) return true;
  if (/^(false|0)$/i.test(text)) return false;
  throw invalid('secure= is neither true nor false', 'write ?secure or ?secure=true');
}

function readDatabase(path: string, asked: string | null): string | null {
  const named = path.replace(/^\//, '').replace(/\/$/, '');
  if (named.includes('/'))
    throw invalid('the path has more than one part', 'write the database alone: /database');
  const database = named === '' ? null : decode(named, 'database');
  if (database !== null && asked !== null && database !== asked) {
    throw invalid('the path and database= name two databases', 'leave one of them out');
  }
  return database ?? asked;
}

interface Query {
  /** The decoded value of a parameter, null when absent or empty; it counts as used from then on. */
  take(name: string): string | null;
  /** The same for a parameter that may stand alone, without `=`: true then, and the empty text where nothing follows the `=`. */
  takeWord(name: string): string | true | null;
  /** A notice for every parameter that was not used. */
  ignored(): readonly string[];
}

function readQuery(text: string): Query {
  const parameters = new URLSearchParams(text);
  const alone = new Set(text.split('&'));
  const taken = (name: string): string | null => {
    const value = parameters.get(name);
    parameters.delete(name);
    return value;
  };
  return {
    take: (name) => taken(name) || null,
    takeWord: (name) => {
      const value = taken(name);
      return value === '' && alone.has(name) ? true : value;
    },
    ignored: () =>
      [...new Set(parameters.keys())].map((name) => `the parameter ${name} of the URL is not used`),
  };
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(`the ${part} is not percent-encoded rightly`, 'write a % sign as %25');
  }
}

function invalid(what: string, hint: string): AppError {
  return new AppError('TARGET_INVALID', `the ClickHouse URL cannot be used: ${what}`, { hint });
}
