import { declare } from './registry.ts';
import type { Metadata, Untyped } from './untyped.ts';

/** Handles a request the way Node's `http` gives it. */
export type WebAppHandler = (request: Untyped, response: Untyped) => void | Promise<void>;

/** An application of Express, Connect, Koa or Fastify, as far as it is looked at. */
export interface FrameworkApp {
  readonly handle?: (request: Untyped, response: Untyped, next?: Untyped) => void;
  readonly callback?: () => WebAppHandler;
  readonly routing?: (request: Untyped, response: Untyped) => void;
  readonly ready?: () => PromiseLike<unknown>;
}

/** Options of a {@link WebApp}. */
export interface WebAppConfig {
  /** Path it answers under, such as `/tools`; not `/` and none of the server's own. */
  readonly mountPath: string;
  /** Puts the helpers into each request. @default true */
  readonly injectMooseUtils?: boolean;
  readonly metadata?: Metadata;
}

/**
 * A web application inside the server. The tool records it and changes nothing for it.
 *
 * @example export const tools = new WebApp('tools', express(), { mountPath: '/tools' });
 */
export class WebApp {
  readonly name: string;
  readonly config: WebAppConfig;
  private readonly application: FrameworkApp | WebAppHandler;

  constructor(name: string, application: FrameworkApp | WebAppHandler, config: WebAppConfig) {
    this.name = name;
    this.application = application;
    this.config = config;
    declare('web-app', this);
  }

  /** The application as given; undefined for a plain handler. */
  getRawApp(): FrameworkApp | undefined {
    return typeof this.application === 'function' ? undefined : this.application;
  }
}
