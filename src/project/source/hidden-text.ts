import { HIDDEN } from '../../facets/secrets.ts';
import { type ConfigValue, code, onOneLine } from './config-value.ts';
import type { Secret } from './secrets.ts';
import { templateText } from './ts-text.ts';

/** A text of the server as code, with variables of the environment for what the server hides in it. */
export interface HiddenText {
  readonly value: ConfigValue;
  /** As the project's code will give it, secrets as what stands for them. */
  readonly plain: unknown;
}

/** @param key names the variable */
export function hiddenText(text: string, key: string, secret: Secret): HiddenText {
  if (!text.includes(HIDDEN)) return { value: text, plain: text };
  const plain = text.replaceAll(HIDDEN, '[ENV:SECRET]');
  if (text === HIDDEN) return { value: secret(key), plain };
  const pieces = text.split(HIDDEN).map(templateText);
  const filled = pieces.slice(0, -1).map((piece) => `${piece}\${${onOneLine(secret(key))}}`);
  return { value: code(`\`${filled.join('')}${pieces.at(-1) ?? ''}\``), plain };
}
