import type { Settings } from '../../model/table.ts';
import { sameOrAlter } from '../facet.ts';
import { canonicalSettings, parseSettings, printSettings, settingLiteral } from '../settings-text.ts';
import { type DictionaryFacet, inside } from './facet.ts';

/** SETTINGS with which the source is read. */
export const settings: DictionaryFacet<Settings> = {
  keyword: 'SETTINGS',
  extract({ config }) {
    const declared = config.settings;
    if (typeof declared !== 'object' || declared === null) return {};
    return Object.fromEntries(Object.entries(declared).map(([name, value]) => [name, settingLiteral(value)]));
  },
  introspect: ({ clauses }) => parseSettings(inside(clauses.get('SETTINGS')) ?? ''),
  canonical: (value) => canonicalSettings(value, {}),
  diff: sameOrAlter,
  clause: (value) => (Object.keys(value).length === 0 ? null : `SETTINGS(${printSettings(value)})`),
  describe: (before, after) =>
    `settings ${printSettings(before) || 'none'} -> ${printSettings(after) || 'none'}`,
  samples: [{}, { format_csv_delimiter: "'|'" }, { format_csv_delimiter: "';'", max_threads: '3' }],
};
