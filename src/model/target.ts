/** A ClickHouse server spoken to over HTTP. */
export interface ServerTarget {
  readonly kind: 'server';
  /** `http://host:8123` or `https://host:8443`, without credentials, path or trailing slash. */
  readonly url: string;
  readonly database: string;
  readonly username: string;
  readonly password: string;
}

/** A ClickHouse that the tool starts itself; `path` null means a temporary directory that is removed afterwards. */
export interface EmbeddedTarget {
  readonly kind: 'embedded';
  readonly path: string | null;
  readonly database: string;
}

export type Target = ServerTarget | EmbeddedTarget;

/** How a target is named to people: never with credentials. */
export function describeTarget(target: Target): string {
  if (target.kind === 'server') return `${target.url}/${target.database}`;
  return target.path === null
    ? `embedded: (temporary)/${target.database}`
    : `embedded:${target.path}/${target.database}`;
}
