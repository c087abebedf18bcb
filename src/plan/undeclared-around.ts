import { maskedDictionaryText } from '../facets/dictionaries/origin-secrets.ts';
import { maskedTableText } from '../facets/engines/masked-text.ts';
import { type InfraMap, serverObjects } from '../model/infra-map.ts';
import { namesIn, stringValue, tokenize } from '../model/tokens.ts';
import type { UndeclaredObject } from '../model/undeclared.ts';

/** Every name in a piece of SQL, and the last part of every text: `'local.countries'`, as dictGet and engines name objects. */
function namesOf(sql: string): ReadonlySet<string> {
  const texts = tokenize(sql).flatMap((token) =>
    token.kind === 'string' ? [stringValue(token.text).split('.').at(-1) ?? ''] : [],
  );
  return new Set([...namesIn(sql), ...texts]);
}

/** Older servers show some secrets. */
function masked(engine: string, text: string): string {
  return engine === 'Dictionary' ? maskedDictionaryText(text) : maskedTableText(text);
}

/** What the objects of a map read, by name. */
function textsOf(map: InfraMap): readonly string[] {
  return [
    ...map.tables.flatMap(({ engine, columns }) => [
      ...engine.args,
      ...columns.map((column) => column.default?.expression ?? ''),
    ]),
    ...map.views.map(({ select }) => select),
    ...map.materializedViews.map(({ select, target }) => `${select} ${target ?? ''}`),
    ...map.dictionaries.map(({ origin }) => origin),
  ];
}

/**
 * The objects of somebody else that matter to ours: those that ours read, those that read ours, and what these are built on.
 * Found by name, rather one too many.
 */
export function undeclaredAround(
  objects: readonly UndeclaredObject[],
  states: readonly InfraMap[],
): readonly UndeclaredObject[] {
  const owned = states.flatMap(serverObjects);
  const own = new Set(owned.map(({ address }) => address));
  const ownNames = new Set(owned.map(({ name }) => name));
  const foreign = objects.filter(({ database, name }) => !own.has(`${database}.${name}`));
  const reading = foreign.filter(({ text }) => [...namesOf(text)].some((name) => ownNames.has(name)));
  const kept = new Set(reading);
  let texts = [...states.flatMap(textsOf), ...reading.map(({ text }) => text)];
  while (texts.length > 0) {
    const named = new Set(texts.flatMap((text) => [...namesOf(text)]));
    const found = foreign.filter((object) => named.has(object.name) && !kept.has(object));
    for (const object of found) kept.add(object);
    texts = found.map(({ text }) => text);
  }
  return foreign
    .filter((object) => kept.has(object))
    .map(({ database, name, engine, text }) => ({ database, name, engine, text: masked(engine, text) }));
}
