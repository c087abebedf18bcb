import { type Sql, type SqlTag, sql } from './sql.ts';
import { unavailableLater } from './unavailable.ts';
import type { Untyped } from './untyped.ts';

/** Rows of a query. */
export interface QueryResult<T> {
  json(): Promise<T[]>;
  text(): Promise<string>;
  stream(): AsyncIterable<Untyped>;
  close(): void;
}

/** Runs queries on ClickHouse, in a running server. */
export class QueryClient {
  /** The ClickHouse client beneath. */
  readonly client: Untyped = {
    query: () => unavailableLater('client.query()'),
    command: () => unavailableLater('client.command()'),
    insert: () => unavailableLater('client.insert()'),
    exec: () => unavailableLater('client.exec()'),
    close: () => Promise.resolve(),
  };
  readonly query_id_prefix: string = '';

  /** Runs a query. @throws Error in this library: it needs a running server. */
  execute<T = Untyped>(_statement: Sql): Promise<QueryResult<T>> {
    return unavailableLater('client.query.execute()');
  }

  /** Runs a statement without a result. @throws Error in this library: it needs a running server. */
  command(_statement: Sql): Promise<Untyped> {
    return unavailableLater('client.query.command()');
  }
}

/** Starts and stops workflows, in a running server. */
export class WorkflowClient {
  readonly client: Untyped = undefined;

  /** Starts a workflow. @throws Error in this library: it needs a running server. */
  execute(_name: string, _input?: Untyped): Promise<{ status: number; body: string }> {
    return unavailableLater('client.workflow.execute()');
  }

  /** Stops a workflow. @throws Error in this library: it needs a running server. */
  terminate(_workflowId: string): Promise<{ status: number; body: string }> {
    return unavailableLater('client.workflow.terminate()');
  }
}

/** The clients a handler gets. */
export class MooseClient {
  readonly query: QueryClient = new QueryClient();
  readonly workflow: WorkflowClient = new WorkflowClient();
}

/** What a handler gets besides its parameters. */
export interface ApiUtil {
  readonly client: MooseClient;
  readonly sql: SqlTag;
  /** Claims of the caller's token; undefined without one. */
  readonly jwt: Untyped;
}

/** @deprecated The old name of {@link ApiUtil}. */
export type ConsumptionUtil = ApiUtil;
/** What {@link getMooseUtils} gives. */
export type MooseUtils = ApiUtil;

/**
 * Clients and helpers, for a handler. It can be called anywhere, also awaited; its clients work in a running server only.
 *
 * @example const { client, sql } = await getMooseUtils();
 */
export function getMooseUtils(_request?: Untyped): MooseUtils & Promise<MooseUtils> {
  const utils: MooseUtils = { client: new MooseClient(), sql, jwt: undefined };
  return Object.assign(Promise.resolve(utils), utils);
}

/** @deprecated Use {@link getMooseUtils}. */
export function getMooseClients(_config?: Untyped): Promise<{ client: MooseClient }> {
  return Promise.resolve({ client: new MooseClient() });
}

/** A database client kept between calls. @throws Error in this library: it needs a running server. */
export function getMemoizedClient(): Promise<Untyped> {
  return unavailableLater('getMemoizedClient()');
}

/** The helpers that a middleware has put into a request; undefined outside of a running server. */
export function getMooseUtilsFromRequest(request: Untyped): ApiUtil | undefined {
  return request?.moose;
}

/** @deprecated Use {@link getMooseUtils}. */
export const getLegacyMooseUtils = getMooseUtilsFromRequest;

/** A request that carries the helpers. */
export interface ExpressRequestWithMoose {
  moose?: ApiUtil;
}

/** A middleware that lets everything pass; the running server puts the helpers into the request. */
export function expressMiddleware(): (request: Untyped, response: Untyped, next: Untyped) => void {
  return (_request, _response, next) => next();
}

/** A middleware that lets nobody pass: keys are checked by the running server. */
export function expressApiKeyAuthMiddleware(): (request: Untyped, response: Untyped, next: Untyped) => void {
  return (_request, response) => response.status(401).json({ error: 'Unauthorized' });
}
