import type { ApiUtil } from './clients.ts';
import { declare } from './registry.ts';
import { unavailableLater } from './unavailable.ts';
import type { Metadata, Untyped } from './untyped.ts';

/** Answers a request: its parameters in, the body of the response out. */
export type ApiHandler<T, R> = (params: T, utils: ApiUtil) => Promise<R> | R;

/** Options of an {@link Api}. */
export interface ApiConfig<_T = unknown> {
  /** Version, made part of the path: `/api/<path>/<version>`. */
  readonly version?: string;
  /** Path behind `/api/`. @default the name */
  readonly path?: string;
  readonly metadata?: Metadata;
}

/** @deprecated The old name of {@link ApiConfig}. */
export type EgressConfig<T> = ApiConfig<T>;

/**
 * An HTTP endpoint that answers queries. The tool records it and changes nothing for it.
 *
 * @example
 * export const top = new Api<{ limit?: number }, { path: string }[]>('top', async ({ limit = 10 }, { client, sql }) =>
 *   (await client.query.execute<{ path: string }>(sql`SELECT path FROM ${events} LIMIT ${limit}`)).json());
 */
export class Api<T, R = Untyped> {
  declare readonly __params?: T;
  readonly name: string;
  readonly config: ApiConfig<T>;
  readonly metadata: Metadata;
  private readonly handler: ApiHandler<T, R>;

  constructor(name: string, handler: ApiHandler<T, R>, config: ApiConfig<T> = {}) {
    this.name = name;
    this.handler = handler;
    this.config = config;
    this.metadata = { ...config.metadata };
    declare('api', this);
  }

  /** The handler as given. */
  getHandler(): ApiHandler<T, R> {
    return this.handler;
  }

  /** Calls the endpoint over HTTP. @throws Error in this library: it needs a running server. */
  call(_baseUrl: string, _params: T): Promise<R> {
    return unavailableLater('Api.call()');
  }
}

/** @deprecated The old name of {@link Api}. */
export const ConsumptionApi = Api;
/** @deprecated The old name of {@link Api}. */
export type ConsumptionApi<T, R = Untyped> = Api<T, R>;

/** Turns a handler into an endpoint of a file in `apis/`, the form before {@link Api}; the handler comes back unchanged. */
export function createApi<T extends object, R = Untyped>(handler: ApiHandler<T, R>): ApiHandler<T, R> {
  return handler;
}

/** @deprecated The old name of {@link createApi}. */
export const createConsumptionApi = createApi;
