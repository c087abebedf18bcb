import { HIDDEN } from '../../facets/secrets.ts';
import { settingLiteral } from '../../facets/settings-text.ts';
import type { Settings } from '../../model/table.ts';
import { stringValue } from '../../model/tokens.ts';
import type { ConfigObject, ConfigValue } from './config-value.ts';
import { hiddenText } from './hidden-text.ts';
import type { Secret } from './secrets.ts';

/**
 * Settings as a config has them; null for none.
 *
 * @param secret gives the code for what the server hides in them; null where nothing may be hidden
 */
export function settingsValue(settings: Settings, secret: Secret | null = null): ConfigObject | null {
  const entries = Object.entries(settings).map(
    ([name, value]) => [name, settingText(name, value, secret)] as const,
  );
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** A value without its quotes, where they come back by themselves. */
function settingText(name: string, value: string, secret: Secret | null): ConfigValue {
  const bare = value.startsWith("'") ? stringValue(value) : value;
  if (secret !== null && value.includes(HIDDEN)) return hiddenText(bare, name, secret).value;
  return settingLiteral(bare) === value ? bare : value;
}
