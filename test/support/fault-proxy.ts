import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request of the client. */
export interface Exchange {
  /** Counts from 0, over all requests that the proxy has seen. */
  readonly index: number;
  /** The SQL, from the body or the address. */
  readonly statement: string;
  readonly queryId: string | null;
  readonly method: string;
  readonly path: string;
  /** True once it is held before the server hears of it, which it then never does. */
  isHeldBack: boolean;
}

/** What happens to one request. */
export type Fault =
  | { readonly is: 'delay'; readonly milliseconds: number }
  /** The connection breaks before the server hears of it. */
  | { readonly is: 'lost-request' }
  /** The server does it, and the connection breaks without an answer. */
  | { readonly is: 'lost-reply' }
  /** The answer breaks off in its headers' promise of more. */
  | { readonly is: 'cut-reply' }
  /** HTTP 200 whose body is an exception; the server has done the statement, or has never heard of it. */
  | { readonly is: 'exception'; readonly text: string; readonly isDone: boolean }
  /** The server gets it twice; the second answer is passed on. */
  | { readonly is: 'twice' }
  /** Nothing goes on: `reached` is called when the request has come in, or when the server has answered. */
  | { readonly is: 'hold'; readonly at: 'request' | 'reply'; readonly reached: () => void };

/** A proxy in front of a ClickHouse server. */
export interface FaultProxy {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Everything that came through since the last `watch`. */
  readonly seen: readonly Exchange[];
  /** Decides what happens from now on; null passes everything through. */
  watch(choose: ((exchange: Exchange) => Fault | null) | null): void;
  /** Breaks every open connection. */
  hangUp(): void;
  stop(): Promise<void>;
}

interface Received {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function forward(origin: string, { path, method, headers, body }: Received): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { 'transfer-encoding': _, ...rest } = headers;
    const request = httpRequest(
      `${origin}${path}`,
      { method, headers: { ...rest, 'content-length': String(body.length), connection: 'close' } },
      (response) => {
        bytesOf(response).then(
          (answer) =>
            resolve({ status: response.statusCode ?? 502, headers: response.headers, body: answer }),
          reject,
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

function send(response: ServerResponse, { status, headers, body }: Reply, shown: number): void {
  const { 'transfer-encoding': _, connection: __, ...rest } = headers;
  // Of a reply without a body half of nothing is missing: then more is promised than there ever was.
  const promised = shown < body.length || shown < 0 ? body.length + 16 : body.length;
  response.writeHead(status, { ...rest, 'content-length': String(promised) });
  response.write(shown < 0 ? body : body.subarray(0, shown), () => {
    if (promised === body.length) response.end();
    else response.socket?.destroy();
  });
  if (promised === body.length) response.end();
}

function exchangeOf(index: number, { path, method, body }: Received): Exchange {
  const { searchParams } = new URL(path, 'http://proxy');
  return {
    index,
    statement: searchParams.get('query') ?? body.toString('utf8'),
    queryId: searchParams.get('query_id'),
    method,
    path,
    isHeldBack: false,
  };
}

async function serve(
  origin: string,
  received: Received,
  fault: Fault | null,
  response: ServerResponse,
): Promise<void> {
  const breakOff = (): void => void response.socket?.destroy();
  const pass = async (): Promise<void> => {
    const reply = await forward(origin, received);
    send(response, reply, reply.body.length);
  };
  switch (fault?.is) {
    case undefined:
      return pass();
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
      return pass();
    case 'lost-request':
      return breakOff();
    case 'lost-reply':
      await forward(origin, received);
      return breakOff();
    case 'cut-reply': {
      const reply = await forward(origin, received);
      return send(response, reply, reply.body.length === 0 ? -1 : Math.floor(reply.body.length / 2));
    }
    case 'exception': {
      if (fault.isDone) await forward(origin, received);
      const body = Buffer.from(fault.text);
      return send(response, { status: 200, headers: { 'content-type': 'text/plain' }, body }, body.length);
    }
    case 'twice':
      await forward(origin, received);
      return pass();
    case 'hold':
      if (fault.at === 'reply') await forward(origin, received).catch(() => undefined);
      return fault.reached();
    default:
      fault satisfies never;
  }
}

/** Starts a proxy on a free port of the loopback interface. */
export async function startFaultProxy(origin: string): Promise<FaultProxy> {
  let seen: Exchange[] = [];
  let count = 0;
  let choose: ((exchange: Exchange) => Fault | null) | null = null;
  const server = createServer(async (incoming, response) => {
    response.on('error', () => undefined);
    try {
      const body = await bytesOf(incoming);
      const received = {
        path: incoming.url ?? '/',
        method: incoming.method ?? 'POST',
        headers: incoming.headers,
        body,
      };
      const exchange = exchangeOf(count, received);
      count += 1;
      seen.push(exchange);
      const fault = choose?.(exchange) ?? null;
      exchange.isHeldBack = fault?.is === 'hold' && fault.at === 'request';
      await serve(origin, received, fault, response);
    } catch {
      // The server is gone, or the client is.
      response.socket?.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    get seen() {
      return seen;
    },
    watch(next) {
      choose = next;
      seen = [];
      count = 0;
    },
    hangUp: () => server.closeAllConnections(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
