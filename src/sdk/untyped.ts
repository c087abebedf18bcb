/**
 * `any`, for the few places where Moose's library leaves a shape open (bodies of requests, rows of a query): user code
 * written against it reads properties from such values, which `unknown` would forbid.
 */
export type Untyped = ReturnType<JSON['parse']>;

/** Free text about an object, and what else somebody wants to note. */
export interface Metadata {
  readonly description?: string;
  readonly [key: string]: unknown;
}
