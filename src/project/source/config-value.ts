import { fits, indentation, propertyName, stringLiteral } from './ts-text.ts';

/** A value of a declaration's config, as it will stand in the code. */
export type ConfigValue = string | number | boolean | Code | readonly ConfigValue[] | ConfigObject;

const CODE = Symbol('code');

/** Code as it stands: `ClickHouseEngines.Log`, `mooseRuntimeEnv.get('KEY')`, a template. */
export interface Code {
  readonly [CODE]: string;
}

/** A config; what is undefined or null is left out. */
export interface ConfigObject {
  readonly [key: string]: ConfigValue | null | undefined;
}

/** Code as it stands. */
export function code(text: string): Code {
  return { [CODE]: text };
}

/** True for code, whose value is known only when it runs. */
export function isCode(value: ConfigValue | null | undefined): value is Code {
  return typeof value === 'object' && value !== null && CODE in value;
}

type Entry = readonly [key: string, value: ConfigValue];

function entriesOf(value: ConfigObject): readonly Entry[] {
  return Object.entries(value).filter(
    (entry): entry is [string, ConfigValue] => entry[1] !== undefined && entry[1] !== null,
  );
}

function isList(value: ConfigValue): value is readonly ConfigValue[] {
  return Array.isArray(value);
}

/** A value on one line, however long. */
export function onOneLine(value: ConfigValue): string {
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value !== 'object') return String(value);
  if (isCode(value)) return value[CODE];
  if (isList(value)) return `[${value.map(onOneLine).join(', ')}]`;
  const entries = entriesOf(value as ConfigObject).map(
    ([key, member]) => `${propertyName(key)}: ${onOneLine(member)}`,
  );
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** Lists of objects stand one below the other, as formatters have them. */
function mustBreak(value: ConfigValue): boolean {
  return (
    isList(value) && value.length > 1 && value.every((item) => typeof item === 'object' && !isCode(item))
  );
}

/**
 * Prints a value that begins behind `before` on a line indented by `depth`; what does not fit is broken into lines.
 * @param after what follows on the last line, for the width alone
 */
export function printConfig(value: ConfigValue, depth: number, before = '', after = ','): string {
  const line = onOneLine(value);
  if (!mustBreak(value) && fits(indentation(depth) + before + line + after)) return line;
  if (typeof value !== 'object' || isCode(value)) return line;
  if (isList(value)) return listLines(value, depth);
  return configLines(value as ConfigObject, depth);
}

function listLines(items: readonly ConfigValue[], depth: number): string {
  const lines = items.map((item) => `${indentation(depth + 1)}${printConfig(item, depth + 1)},\n`);
  return `[\n${lines.join('')}${indentation(depth)}]`;
}

/** A config with a line for each member, however short it is. */
export function configLines(value: ConfigObject, depth: number): string {
  const lines = entriesOf(value).map(([key, member]) => memberLine(propertyName(key), member, depth + 1));
  return `{\n${lines.join('')}${indentation(depth)}}`;
}

function memberLine(key: string, value: ConfigValue, depth: number): string {
  const head = `${indentation(depth)}${key}:`;
  const text = printConfig(value, depth, `${key}: `);
  // A string that is too long begins on a line of its own.
  if (typeof value === 'string' && !fits(`${head} ${text},`))
    return `${head}\n${indentation(depth + 1)}${text},\n`;
  return `${head} ${text},\n`;
}

/** True when nothing of a config will stand in the code. */
export function isEmptyConfig(value: ConfigObject): boolean {
  return entriesOf(value).length === 0;
}

/** A config inside a config, with a line for each member as the outer one has. */
export function nested(value: ConfigObject): Code {
  return code(configLines(value, 1));
}
