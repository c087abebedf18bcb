import { ClickHouseEngines, MaterializedView, sql, View } from 'moose-migrate';
import type { DailyViews, DailyVisitors } from './rows';
import { dailyViews, pageViews, sites } from './tables';

/** Counts page views as they arrive. */
export const countViews = new MaterializedView<DailyViews>({
  materializedViewName: 'count_views',
  targetTable: dailyViews,
  selectTables: [pageViews],
  selectStatement: sql`
    SELECT ${pageViews.columns.site}, toStartOfDay(toDateTime(${pageViews.columns.at}, 'UTC')) AS day, count() AS views
    FROM ${pageViews}
    GROUP BY site, day`,
});

/** Counts distinct visitors; its table is declared with it. */
export const countVisitors = new MaterializedView<DailyVisitors>({
  materializedViewName: 'count_visitors',
  targetTable: {
    name: 'daily_visitors',
    engine: ClickHouseEngines.AggregatingMergeTree,
    orderByFields: ['site', 'day'],
  },
  selectTables: [pageViews],
  selectStatement: sql`
    SELECT site, toStartOfDay(toDateTime(at, 'UTC')) AS day, uniqState(visitor) AS visitors
    FROM ${pageViews}
    GROUP BY site, day`,
});

/** Page views of yesterday by site, with the site's name. */
export const yesterday = new View('yesterday', {
  selectStatement: sql`
    SELECT s.name AS name, sum(v.views) AS views
    FROM ${dailyViews} AS v INNER JOIN ${sites} AS s ON s.site = v.site
    WHERE v.day = toStartOfDay(now('UTC')) - INTERVAL 1 DAY
    GROUP BY name`,
  baseTables: [dailyViews, sites],
});
