import type * as z from 'zod';
import { AppError } from '../../errors.ts';
import type { RegistryTarget } from '../../model/target.ts';

/** What a registry was asked. */
export interface RegistryRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From the root of the API, each part encoded: `/subjects/clicks-value/versions`. */
  readonly path: string;
  /** Sent as JSON; null for none. */
  readonly body: object | null;
  /** For a person: `the schema of clicks-value`. */
  readonly what: string;
}

/** A registry's answer: of a shape that was asked for, or no. */
export type RegistryAnswer<T> =
  | { readonly is: 'answered'; readonly value: T }
  /** The registry's own code and words; `code` is the HTTP status where it gives none. */
  | {
      readonly is: 'declined';
      readonly status: number;
      readonly code: number;
      readonly text: string;
    };

const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json';
const LONGEST_TEXT = 2000;

/**
 * Asks a registry once. Answers 401 and 403, and servers that are no registry, are errors; other refusals are answers.
 * @throws AppError TARGET_UNREACHABLE, TARGET_DENIED, REGISTRY_REFUSED
 */
export async function ask<T>(
  target: RegistryTarget,
  request: RegistryRequest,
  shape: z.ZodType<T>,
): Promise<RegistryAnswer<T>> {
  const { status, text } = await exchange(target, request);
  if (status === 401 || status === 403) throw denied(target, request, status);
  const json = parseJson(text);
  if (status >= 200 && status < 300) {
    const parsed = shape.safeParse(json);
    if (parsed.success) return { is: 'answered', value: parsed.data };
    throw strange(target, request);
  }
  const said = errorOf(json);
  if (said === null && status !== 404) throw strange(target, request, status);
  return {
    is: 'declined',
    status,
    code: said?.code ?? status,
    text: hidden(said?.text ?? `HTTP ${status}`, target),
  };
}

/** The answer, where a registry has no reason to decline. @throws AppError REGISTRY_REFUSED with the registry's own words */
export async function askFor<T>(
  target: RegistryTarget,
  request: RegistryRequest,
  shape: z.ZodType<T>,
): Promise<T> {
  const answer = await ask(target, request, shape);
  if (answer.is === 'answered') return answer.value;
  throw new AppError(
    'REGISTRY_REFUSED',
    `The schema registry at ${target.url} refused ${request.what}: ${answer.text} (${answer.code})`,
  );
}

async function exchange(
  target: RegistryTarget,
  { method, path, body, what }: RegistryRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const headers: Record<string, string> = { accept: `${CONTENT_TYPE}, application/json;q=0.9` };
  if (body !== null) headers['content-type'] = CONTENT_TYPE;
  if (target.login !== null) headers.authorization = basic(target.login);
  try {
    const response = await fetch(target.url + path, {
      method,
      headers,
      body: body === null ? null : JSON.stringify(body),
      // A redirect could lead the credentials to somebody else.
      redirect: 'error',
      signal: AbortSignal.timeout(target.timeoutMs),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const isChange =
      method === 'PUT' || method === 'DELETE' || (method === 'POST' && path.endsWith('/versions'));
    throw new AppError(
      'TARGET_UNREACHABLE',
      `The schema registry at ${target.url} gave no answer for ${what}: ${reasonOf(error)}.${isChange ? ' The change may have been made.' : ''}`,
      { hint: 'Is the registry running, and is schema_registry_url of [redpanda_config] right?' },
    );
  }
}

function basic({ username, password }: NonNullable<RegistryTarget['login']>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens on that port',
  ECONNRESET: 'the connection was broken off',
  ENOTFOUND: 'the host name is unknown',
  UND_ERR_SOCKET: 'the connection was broken off',
  ERR_SSL_WRONG_VERSION_NUMBER: 'TLS was spoken to a port that does not speak it',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody we trust',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody we trust',
};

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    const known = REASONS[code];
    if (known !== undefined) return known;
    if (at.message === 'unexpected redirect') return 'it redirects to another address';
  }
  return 'the connection failed';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function errorOf(json: unknown): { readonly code: number; readonly text: string } | null {
  if (typeof json !== 'object' || json === null || !('message' in json)) return null;
  const { message } = json;
  if (typeof message !== 'string' || message === '') return null;
  const code = 'error_code' in json && typeof json.error_code === 'number' ? json.error_code : 0;
  const line = message.replace(/\s+/g, ' ').trim();
  return { code, text: line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}…` : line };
}

function denied(target: RegistryTarget, { what }: RegistryRequest, status: number): AppError {
  const who = target.login === null ? 'this client' : target.login.username;
  return new AppError(
    'TARGET_DENIED',
    `The schema registry at ${target.url} does not let ${who} at ${what} (HTTP ${status})`,
    { hint: 'Write schema_registry_url as https://user:password@host, best in the environment.' },
  );
}

function strange(target: RegistryTarget, { what }: RegistryRequest, status = 200): AppError {
  return new AppError(
    'REGISTRY_REFUSED',
    `The server at ${target.url} answered ${what} as no schema registry does (HTTP ${status})`,
    { hint: "Is schema_registry_url the root of the registry's Confluent API?" },
  );
}

function hidden(text: string, { login }: RegistryTarget): string {
  return login === null || login.password === '' ? text : text.replaceAll(login.password, '[HIDDEN]');
}
