import type { DeclaredTable } from '../../model/declared.ts';
import type { Settings } from '../../model/table.ts';
import { quoteString, stringValue } from '../../model/tokens.ts';
import type { TableFacet } from '../facet.ts';
import { sameOrAlter } from '../facet.ts';
import { hasCredentials, isSecretSetting } from '../secret-text.ts';
import { hiddenSecrets, mayHideTheSame, secretPlaceholder, withEnvironmentPlaceholders } from '../secrets.ts';
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

/** Settings of user code, with what stands for those that are secret. */
function extractSettings(declared: DeclaredTable): Settings {
  const entries = Object.entries(declaredSettings(declared.config.settings)).map(([name, literal]) => {
    const text = literal.startsWith("'") ? stringValue(literal) : literal;
    const isSecret = isSecretSetting(name) || hasCredentials(text);
    const key = `settings.${name}`;
    return [
      name,
      isSecret ? quoteString(secretPlaceholder(declared, key, text)) : withEnvironmentPlaceholders(literal),
    ];
  });
  return Object.fromEntries(entries);
}

function hiddenSettings(value: Settings): Settings {
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, hiddenSecrets(text)]));
}

/** The wanted settings, with the live spelling of those that differ in nothing but what is hidden. */
function sharedHidden(before: Settings, after: Settings): Settings {
  const entries = Object.entries(after).map(([name, text]) => {
    const live = before[name];
    return [name, live !== undefined && mayHideTheSame(live, text) ? live : text] as const;
  });
  return Object.fromEntries(entries);
}

/** Without settings of queries, which only a CREATE takes: they are not among those that the table has. */
function ofTable(declared: Settings, after: Settings): Settings {
  return Object.fromEntries(Object.entries(declared).filter(([name]) => name in after));
}

/** SETTINGS of the table: https://clickhouse.com/docs/operations/settings/merge-tree-settings */
export const settings: TableFacet<Settings> = {
  keyword: 'SETTINGS',
  extract: extractSettings,
  introspect: (parts) => parseSettings(parts.clauses.get('SETTINGS') ?? ''),
  canonical: (value) => canonicalSettings(hiddenSettings(value), DEFAULTS),
  diff(before, after) {
    const { set, reset } = settingChanges(before, sharedHidden(before, after));
    const readonly = [...Object.keys(set), ...reset].filter((name) => READONLY.has(name));
    if (readonly.length > 0)
      return { is: 'rebuild', because: needsRebuild(`setting ${readonly.join(', ')}`) };
    return sameOrAlter(before, sharedHidden(before, after));
  },
  operations: ({ before, after, declared }) => [
    {
      step: 'do',
      part: null,
      action: { kind: 'ModifyTableSettings', before, after: ofTable(declared, after) },
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
