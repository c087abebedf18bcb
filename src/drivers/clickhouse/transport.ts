import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { createClient } from '@clickhouse/client';
import { exceptionIn, type Failure, readFailure } from './response-text.ts';

export type Client = ReturnType<typeof createClient>;

/** One statement for the server. */
export interface Request {
  readonly statement: string;
  /** Values for `{name:Type}`. They travel in the body: addresses are logged by servers and proxies, and have a limit. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly queryId: string | null;
  readonly signal: AbortSignal | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Called whenever a part of the body arrives; null where nobody listens. */
  readonly heard: (() => void) | null;
}

export type Response = { readonly is: 'text'; readonly text: string } | Failure;

/**
 * Sends one statement and reads the whole answer. The error texts and the body are read here and not by the client, which takes
 * a response that was cut off for an end, and the first capital letters in brackets for the name of an error.
 */
export async function sendRequest(client: Client, request: Request): Promise<Response> {
  try {
    const response = await client.exec({
      query: request.statement,
      clickhouse_settings: { ...request.settings },
      ignore_error_response: true,
      ...(request.queryId === null ? {} : { query_id: request.queryId }),
      ...(request.signal === null ? {} : { abort_signal: request.signal }),
      ...bodyOf(request),
    });
    const { text, error } = await readToEnd(response.stream, request);
    const isRefused =
      response.response_headers['x-clickhouse-exception-code'] !== undefined ||
      (response.http_status_code ?? 200) >= 300;
    if (isRefused) return readFailure(text);
    if (error === null) return { is: 'text', text };
    // A server that fails in the middle of an answer writes its exception and breaks off.
    return exceptionIn(text) ?? broken(error);
  } catch (error) {
    return broken(error);
  }
}

interface Body {
  readonly http_headers: Record<string, string>;
  readonly values?: Readable;
}

// With parameters the statement itself goes into the address, and the body is a form.
function bodyOf(request: Request): Body {
  const entries = Object.entries(request.parameters);
  if (entries.length === 0) return { http_headers: { ...request.headers } };
  const boundary = `----${randomBytes(16).toString('hex')}`;
  const parts = entries.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="param_${name}"\r\n\r\n${parameterText(value)}\r\n`,
  );
  const http_headers = { ...request.headers, 'Content-Type': `multipart/form-data; boundary=${boundary}` };
  return {
    http_headers,
    values: Readable.from([`${parts.join('')}--${boundary}--\r\n`], { objectMode: false }),
  };
}

/** A value as the server reads parameters: escaped as in TSV, texts inside arrays in quotes. */
function parameterText(value: unknown): string {
  if (value === null) return '\\N';
  if (Array.isArray(value))
    return `[${value.map((item) => (typeof item === 'string' ? `'${escaped(item)}'` : parameterText(item))).join(',')}]`;
  return escaped(String(value));
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
}

async function readToEnd(
  stream: Readable,
  { signal, heard }: Pick<Request, 'signal' | 'heard'>,
): Promise<{ readonly text: string; readonly error: unknown }> {
  const stop = (): void => void stream.destroy(new Error('stopped'));
  signal?.addEventListener('abort', stop);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) {
      chunks.push(Buffer.from(chunk));
      heard?.();
    }
    return { text: Buffer.concat(chunks).toString('utf8'), error: null };
  } catch (error) {
    return { text: Buffer.concat(chunks).toString('utf8'), error };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function broken(cause: unknown): Failure {
  return { is: 'broken', why: cause instanceof Error ? cause.message : String(cause), cause };
}
