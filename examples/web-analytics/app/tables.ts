import { ClickHouseEngines, LifeCycle, OlapTable } from 'moose-migrate';
import type { Click, DailyViews, PageView, Site } from './rows';

/** Every page view, a partition a month, kept for two years. */
export const pageViews = new OlapTable<PageView>('page_views', {
  engine: ClickHouseEngines.MergeTree,
  orderByFields: ['site', 'at', 'id'],
  partitionBy: 'toYYYYMM(at)',
  ttl: 'toDateTime(at) + INTERVAL 2 YEAR',
  indexes: [
    { name: 'by_path', expression: 'path', type: 'bloom_filter', arguments: ['0.01'], granularity: 4 },
  ],
  comment: 'Page views as the browsers send them',
});

export const clicks = new OlapTable<Click>('clicks', {
  engine: ClickHouseEngines.MergeTree,
  orderByFields: ['site', 'at', 'id'],
  partitionBy: 'toYYYYMM(at)',
});

/** The newest row of a site counts. Never dropped by a migration. */
export const sites = new OlapTable<Site>('sites', {
  engine: ClickHouseEngines.ReplacingMergeTree,
  ver: 'updatedAt',
  orderByFields: ['site'],
  lifeCycle: LifeCycle.DELETION_PROTECTED,
});

export const dailyViews = new OlapTable<DailyViews>('daily_views', {
  engine: ClickHouseEngines.SummingMergeTree,
  columns: ['views'],
  orderByFields: ['site', 'day'],
});
