import type { Settings } from '../../model/table.ts';
import type { TableFacet } from '../facet.ts';
import { sameOrAlter } from '../facet.ts';
import {
  canonicalSettings,
  declaredSettings,
  describeSettings,
  parseSettings,
  printSettings,
  settingChanges,
} from '../settings-text.ts';
import { needsRebuild } from './keys.ts';

/** What the server adds by itself (or Moose always wrote) and what therefore means the same as nothing. */
const DEFAULTS: Settings = {
  index_granularity: '8192',
  index_granularity_bytes: '10485760',
  enable_mixed_granularity_parts: '1',
};

/** The server answers 472 to any ALTER of these. */
const READONLY = new Set(['index_granularity', 'index_granularity_bytes', 'enable_mixed_granularity_parts']);

/** SETTINGS of the table: https://clickhouse.com/docs/operations/settings/merge-tree-settings */
export const settings: TableFacet<Settings> = {
  keyword: 'SETTINGS',
  extract: ({ config }) => declaredSettings(config.settings),
  introspect: (parts) => parseSettings(parts.clauses.get('SETTINGS') ?? ''),
  canonical: (value) => canonicalSettings(value, DEFAULTS),
  diff(before, after) {
    const { set, reset } = settingChanges(before, after);
    const readonly = [...Object.keys(set), ...reset].filter((name) => READONLY.has(name));
    if (readonly.length > 0)
      return { is: 'rebuild', because: needsRebuild(`setting ${readonly.join(', ')}`) };
    return sameOrAlter(before, after);
  },
  operations: ({ before, declared }) => [
    {
      step: 'do',
      part: null,
      action: { kind: 'ModifyTableSettings', before, after: declared },
      effect: { cost: 'metadata', hazards: [] },
    },
  ],
  elements: () => [],
  clause: (value) => (Object.keys(value).length === 0 ? null : `SETTINGS ${printSettings(value)}`),
  describe: (before, after) => `settings ${describeSettings(before, after)}`,
  samples: [
    {},
    { merge_max_block_size: '1000' },
    { merge_max_block_size: '2000', min_rows_for_wide_part: '77' },
  ],
};
