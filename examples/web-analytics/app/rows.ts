import type {
  Aggregated,
  ClickHouseCodec,
  ClickHouseDefault,
  ClickHousePrecision,
  ClickHouseTTL,
  Key,
  LowCardinality,
  UInt16,
  UInt64,
} from 'moose-migrate';

/** The device a page was seen on. */
export enum Device {
  Desktop = 'desktop',
  Mobile = 'mobile',
  Tablet = 'tablet',
}

/** What a browser sends for each page view. */
export interface PageView {
  /** Made by the browser; unique. */
  id: Key<string>;
  at: Date & ClickHousePrecision<3>;
  site: string & LowCardinality;
  visitor: string;
  path: string;
  referrer?: string;
  device: Device;
  /** Milliseconds until the page could be used. */
  readyAfter: UInt16;
  /** Kept for a month only. */
  userAgent: string & ClickHouseTTL<'toDateTime(at) + INTERVAL 1 MONTH'> & ClickHouseCodec<'ZSTD(3)'>;
  experiments: string[];
  properties: Record<string, string>;
}

/** Something a visitor did on a page. */
export interface Click {
  id: Key<string>;
  at: Date & ClickHousePrecision<3>;
  site: string & LowCardinality;
  visitor: string;
  element: string;
  value?: number;
}

/** One site that is measured. */
export interface Site {
  site: Key<string>;
  name: string;
  owner: string;
  plan: 'free' | 'team' | 'company';
  createdAt: Date & ClickHouseDefault<'now()'>;
  updatedAt: Date;
}

/** Page views of a site and day, counted as they arrive. */
export interface DailyViews {
  site: string & LowCardinality;
  day: Date;
  views: UInt64;
}

/** Distinct visitors of a site and day. */
export interface DailyVisitors {
  site: string & LowCardinality;
  day: Date;
  visitors: string & Aggregated<'uniq', [string]>;
}
