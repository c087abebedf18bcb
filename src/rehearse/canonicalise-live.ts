import type { ReadObject } from '../ddl/read-object.ts';
import type { LiveObject } from '../drivers/clickhouse/introspect.ts';
import { hashText } from '../model/hash.ts';
import type { AnswerCache } from './answer-cache.ts';
import { canonicalReading } from './canonical-reading.ts';
import { completed } from './completed.ts';
import { addressOfReading, loadLive } from './load-live.ts';
import { readingOf } from './reading.ts';
import type { OpenShadow } from './shadow.ts';
import { partsNamedIn, type SurroundingsSource, surroundingsFor } from './surroundings.ts';

/** What is needed to canonicalise a live state. */
export interface LiveInput {
  readonly objects: readonly LiveObject[];
  /** Version of the server that printed the texts. */
  readonly liveVersion: string;
  /** Version of the shadow's engine; null without one. */
  readonly shadowVersion: string | null;
  /** Everything else that the answers depend on. */
  readonly version: string;
  readonly cache: AnswerCache;
  /** Starts a shadow; called only when the texts must be printed anew. */
  readonly open: OpenShadow;
  /** What definitions may name besides each other. */
  readonly surroundings: SurroundingsSource;
}

/** `26.7` of `26.7.2.1`: what decides how definitions are printed and which are taken. */
function release(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Whether a target is of another release than the shadow; false without a shadow. */
export function isOtherRelease(liveVersion: string, shadowVersion: string | null): boolean {
  return shadowVersion !== null && release(liveVersion) !== release(shadowVersion);
}

/**
 * Prints the texts of another release as the shadow's release prints them: each object is attached to a shadow and read
 * back. What the shadow cannot load keeps its own reading, and so does what we did not understand.
 */
async function reprinted(readings: readonly ReadObject[], input: LiveInput): Promise<readonly ReadObject[]> {
  const { surroundings, objects } = input;
  const texts = objects.map(({ text }) => text);
  const isAround = texts.some((text) => partsNamedIn(text, surroundings.known()).size > 0);
  const shadow = await input.open(
    surroundingsFor(texts, isAround ? await surroundings.ask() : surroundings.known()),
  );
  try {
    const understood = readings.filter(
      (reading) => reading.family !== 'other' && reading.object.notUnderstood === null,
    );
    const { errors } = await loadLive(understood, shadow);
    const databases = [...new Set(input.objects.map(({ database }) => database))];
    const printed = new Map((await shadow.read(databases)).objects.map((object) => [object.address, object]));
    return readings.map((reading) => {
      const address = addressOfReading(reading);
      const object = printed.get(address);
      if (object === undefined || errors.has(address)) return reading;
      return completed(readingOf(object), reading, shadow);
    });
  } finally {
    await shadow.close();
  }
}

/** Every live object, read and in canonical form. A text seen before is neither read nor printed again. */
export async function canonicaliseLive(input: LiveInput): Promise<readonly ReadObject[]> {
  const { objects, cache, liveVersion, shadowVersion, version } = input;
  const isSkewed = isOtherRelease(liveVersion, shadowVersion);
  const keyOf = (object: LiveObject): string =>
    hashText(
      ['live', version, isSkewed ? liveVersion : '', object.engine, object.address, object.text].join('\n'),
    );
  const keys = objects.map(keyOf);
  const missing = objects.filter((_, at) => cache.get(keys[at] ?? '') === undefined);
  const readings = missing.map(readingOf);
  const answers = isSkewed && missing.length > 0 ? await reprinted(readings, input) : readings;
  missing.forEach((object, at) => {
    const answer = answers[at];
    if (answer !== undefined) cache.set(keyOf(object), canonicalReading(answer));
  });
  return keys.map((key) => cache.get(key) as ReadObject);
}
