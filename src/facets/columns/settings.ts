import type { Settings } from '../../model/table.ts';
import type { ColumnFacet } from '../facet.ts';
import { METADATA, sameOrAlter } from '../facet.ts';
import {
  canonicalSettings,
  describeSettings,
  parseSettings,
  printSettings,
  settingChanges,
} from '../settings-text.ts';
import { settingsTag } from './tag.ts';

/** SETTINGS of one column: https://clickhouse.com/docs/sql-reference/statements/create/table#column-level-settings */
export const settings: ColumnFacet<Settings> = {
  keywords: ['SETTINGS'],
  extract: (declared) => settingsTag(declared, 'settings'),
  introspect: (clauses) => parseSettings((clauses.get('SETTINGS') ?? '').replace(/^\(([\s\S]*)\)$/, '$1')),
  canonical: (value) => canonicalSettings(value, {}),
  diff: sameOrAlter,
  clause: (value) => (Object.keys(value).length === 0 ? null : `SETTINGS (${printSettings(value)})`),
  whenOmitted: { keptUntil: () => '' },
  // ADD COLUMN accepts the clause and drops it without a word (26.7).
  apart(column, before, after) {
    const { set, reset } = settingChanges(before ?? {}, after);
    const commands: string[] = [];
    if (Object.keys(set).length > 0)
      commands.push(`MODIFY COLUMN ${column} MODIFY SETTING ${printSettings(set)}`);
    if (reset.length > 0) commands.push(`MODIFY COLUMN ${column} RESET SETTING ${reset.join(', ')}`);
    return commands;
  },
  effect: () => METADATA,
  describe: (before, after) => `settings ${describeSettings(before, after)}`,
  samples: [
    {},
    { max_compress_block_size: '100000' },
    { max_compress_block_size: '200000', min_compress_block_size: '7000' },
  ],
};
