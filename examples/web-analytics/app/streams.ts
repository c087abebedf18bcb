import { Stream } from 'moose-migrate';
import type { Click, PageView } from './rows';
import { clicks, pageViews } from './tables';

export const pageViewStream = new Stream<PageView>('page_views', {
  parallelism: 3,
  retentionPeriod: 86_400,
  destination: pageViews,
});
export const clickStream = new Stream<Click>('clicks', { parallelism: 1, destination: clicks });
