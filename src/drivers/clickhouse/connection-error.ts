import { AppError, type ErrorCode } from '../../errors.ts';
import type { ServerTarget } from '../../model/target.ts';
import type { Failure } from './response-text.ts';
import { secretMask } from './secret-masking.ts';
import type { ServerError } from './server-error.ts';

/** What was going on when a request failed. */
export interface RequestContext {
  readonly target: ServerTarget;
  /** What was sent; null while connecting. */
  readonly statement: string | null;
  /** The id under which the server may still be running the statement; null for reads, which change nothing. */
  readonly queryId: string | null;
}

const AUTHENTICATION = new Set([192, 193, 194, 516]);
const CODES: Readonly<Record<number, ErrorCode>> = {
  192: 'TARGET_DENIED', // UNKNOWN_USER
  193: 'TARGET_DENIED', // WRONG_PASSWORD
  194: 'TARGET_DENIED', // REQUIRED_PASSWORD
  195: 'TARGET_DENIED', // IP_ADDRESS_NOT_ALLOWED
  516: 'TARGET_DENIED', // AUTHENTICATION_FAILED
  497: 'TARGET_DENIED', // ACCESS_DENIED
  164: 'TARGET_DENIED', // READONLY
  81: 'DATABASE_MISSING', // UNKNOWN_DATABASE
};

/** Puts a failed request into the tool's words, with the server's own error as its cause and no secret in it. */
export function connectionError(failure: Failure, context: RequestContext): AppError {
  const mask = secretMask(context.statement ?? '', [context.target.password]);
  const excerpt = context.statement === null ? '' : `\n${firstLines(mask.statement)}`;
  if (failure.is === 'broken') return brokenError(failure, context, mask.hide, excerpt);
  const serverError: ServerError = {
    ...failure.serverError,
    message: mask.hide(failure.serverError.message),
  };
  const code = CODES[serverError.code] ?? 'QUERY_FAILED';
  return new AppError(code, `${refusal(code, serverError, context.target)}${excerpt}`, {
    cause: serverError,
    hint: hintFor(serverError, context.target),
  });
}

function refusal(code: ErrorCode, error: ServerError, target: ServerTarget): string {
  const tag = error.name === '' ? `code ${error.code}` : `code ${error.code}, ${error.name}`;
  if (AUTHENTICATION.has(error.code))
    return `ClickHouse at ${hostOf(target)} does not let ${target.username} in: the name or the password is wrong (${tag}).`;
  if (code === 'QUERY_FAILED')
    return `ClickHouse at ${hostOf(target)} refused: ${shortened(error.message)} (${tag})`;
  return `ClickHouse at ${hostOf(target)} says: ${error.message} (${tag})`;
}

// After a syntax error the server lists every word that could have stood there, hundreds of them.
function shortened(message: string): string {
  return message.replace(/(Expected one of: (?:[^,]+, ){5}[^,]+),[\s\S]*$/, '$1…');
}

function hintFor(error: ServerError, target: ServerTarget): string | null {
  if (AUTHENTICATION.has(error.code))
    return 'Check the user and the password of --clickhouse-url or of [clickhouse_config].';
  if (error.code === 81)
    return `Create the database, or name another one: this connection uses ${target.database}.`;
  if (error.code === 497)
    return `Give ${target.username} the grant that is named, or connect as another user.`;
  if (error.code === 164)
    return `${target.username} may only read here: connect as a user that may change tables.`;
  return null;
}

/** By the error codes of Node's sockets. */
const SOCKET_REASONS: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ECONNREFUSED: ['nothing listens on that port', 'Is the server running? HTTP is on 8123, HTTPS on 8443.'],
  ENOTFOUND: ['the host name is unknown', 'Check the host of --clickhouse-url or of [clickhouse_config].'],
  EAI_AGAIN: ['the host name cannot be looked up now', 'Check the network and try again.'],
  EHOSTUNREACH: ['there is no way to that host', 'Check the network, the VPN and the firewall.'],
  ENETUNREACH: ['there is no way to that network', 'Check the network, the VPN and the firewall.'],
  ETIMEDOUT: ['no answer in time', 'Check the network, the VPN and the firewall.'],
  EPROTO: [
    'HTTPS was spoken to a port that does not speak it',
    'Use http:// for port 8123 and https:// for port 8443.',
  ],
  ERR_SSL_WRONG_VERSION_NUMBER: [
    'HTTPS was spoken to a port that does not speak it',
    'Use http:// for port 8123 and https:// for port 8443.',
  ],
};
/** Of the TLS handshake. Others, such as EHOSTUNREACH, come before and in the middle: there the call tells. */
const OF_HANDSHAKE = new Set(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER']);
const BEFORE_SENDING = new Set(['connect', 'getaddrinfo']);

type Broken = Extract<Failure, { is: 'broken' }>;

function brokenError(
  failure: Broken,
  context: RequestContext,
  hide: (text: string) => string,
  excerpt: string,
): AppError {
  const socketCode = socketCodeOf(failure.cause);
  const [why, hint] = SOCKET_REASONS[socketCode] ?? [
    failure.why,
    'Is this the HTTP port of a ClickHouse server? It is 8123, or 8443 with https://.',
  ];
  const cause = failure.cause ?? undefined;
  if (context.statement === null || isBeforeSending(failure.cause)) {
    return new AppError(
      'TARGET_UNREACHABLE',
      `ClickHouse at ${hostOf(context.target)} cannot be reached: ${hide(why)}.`,
      { cause, hint },
    );
  }
  const lost = `The connection to ClickHouse at ${hostOf(context.target)} broke: ${hide(failure.why)}.`;
  if (context.queryId === null)
    return new AppError('TARGET_UNREACHABLE', `${lost}${excerpt}`, { cause, hint: 'Try again.' });
  return new AppError(
    'TARGET_UNREACHABLE',
    `${lost} The statement may have been done, or may still be running there.${excerpt}`,
    {
      cause,
      hint: `Look for query_id '${context.queryId}' in system.processes and system.query_log.`,
    },
  );
}

/** Whether a socket failed before there was a connection; nothing was sent then. */
function isBeforeSending(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (OF_HANDSHAKE.has(socketCodeOf(error))) return true;
  if ('syscall' in error) return typeof error.syscall === 'string' && BEFORE_SENDING.has(error.syscall);
  return error instanceof AggregateError && error.errors.length > 0 && error.errors.every(isBeforeSending);
}

/** True when it is certain that the server has never got the statement that ended with this error. */
export function wasNeverSent(error: unknown): boolean {
  return error instanceof AppError && error.code === 'TARGET_UNREACHABLE' && isBeforeSending(error.cause);
}

/** The code of a socket error, also of the several errors of a host with several addresses. */
export function socketCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? socketCodeOf(error.errors[0]) : '';
}

/** `host:port`, as it is shown to people. */
export function hostOf(target: ServerTarget): string {
  return target.url.replace(/^https?:\/\//, '');
}

const LINES_SHOWN = 5;
const WIDTH_SHOWN = 160;

function firstLines(statement: string): string {
  const lines = statement.trim().split('\n');
  const shown = lines
    .slice(0, LINES_SHOWN)
    .map((line) => `  ${line.length > WIDTH_SHOWN ? `${line.slice(0, WIDTH_SHOWN)}…` : line}`);
  return [...shown, ...(lines.length > LINES_SHOWN ? ['  …'] : [])].join('\n');
}
