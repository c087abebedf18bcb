import { Stream } from 'moose-migrate';
import type { Click, PageView } from './rows';
import { clicks, pageViews } from './tables';

export const pageViewStream = new Stream<PageView>('page_views', {
  parallelism: 3,
  retentionPeriod: 86_400,
  destination: pageViews,
  // A JSON Schema of the row type, registered before the first message.
  schemaConfig: {
    kind: 'JSON',
    reference: { subjectLatest: 'page_views-value' },
    compatibility: 'BACKWARD',
  },
});
export const clickStream = new Stream<Click>('clicks', { parallelism: 1, destination: clicks });
