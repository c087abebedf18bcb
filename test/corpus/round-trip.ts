import { createText } from '../../src/ddl/create-text.ts';
import { firstDifference, type ReadObject, readObject, type Understood } from '../../src/ddl/read-object.ts';
import { withoutNameList } from '../../src/ddl/split-view.ts';
import type { ClickHouse } from '../../src/drivers/clickhouse/connection.ts';
import { introspect, type LiveObject } from '../../src/drivers/clickhouse/introspect.ts';
import { quoteName } from '../../src/model/tokens.ts';
import { canonicalReading } from '../../src/rehearse/canonical-reading.ts';
import { isOtherRelease } from '../../src/rehearse/canonicalise-live.ts';
import { completed } from '../../src/rehearse/completed.ts';
import { addressOfReading, loadLive } from '../../src/rehearse/load-live.ts';
import { type Shadow, shadowVersion } from '../../src/rehearse/shadow.ts';

/** What became of one object: the same text again, another one, or not understood in the first place. */
export type Verdict =
  | { readonly is: 'same' }
  | { readonly is: 'differs'; readonly reason: string }
  | { readonly is: 'not-understood'; readonly reason: string };

export interface Judged {
  readonly address: string;
  readonly text: string;
  readonly verdict: Verdict;
}

function readingOf(object: LiveObject): ReadObject {
  return readObject({
    database: object.database,
    name: object.name,
    engine: object.engine,
    text: object.text,
  });
}

function textOf(reading: ReadObject): string {
  return reading.family === 'other' ? '' : createText(reading);
}

/** Where the text that the shadow holds now, with what it could not be given put back, is another than before. */
function differenceAgain(
  object: LiveObject,
  reading: Understood,
  again: ReadObject,
  isSkewed: boolean,
): string | null {
  // Releases print a little differently: what counts then is that both mean the same to us.
  if (isSkewed) return firstDifference(textOf(canonicalReading(reading)), textOf(canonicalReading(again)));
  // What is put back into a dictionary is in canonical form.
  if (reading.family === 'dictionary')
    return firstDifference(textOf(canonicalReading(reading)), textOf(canonicalReading(again)));
  const isView = reading.family === 'view' || reading.family === 'materialized-view';
  return firstDifference(isView ? withoutNameList(object.text) : object.text, textOf(again));
}

async function empty(shadow: Shadow, databases: readonly string[]): Promise<void> {
  const names = async (sql: string): Promise<readonly string[]> =>
    (await shadow.query<{ readonly name: string }>(sql)).map(({ name }) => quoteName(name));
  const functions = await names("SELECT name FROM system.functions WHERE origin = 'SQLUserDefined'");
  const there = await names(
    "SELECT name FROM system.databases WHERE lower(name) NOT IN ('default', 'system', 'information_schema')",
  );
  await shadow.runAll(functions.map((name) => `DROP FUNCTION ${name}`));
  await shadow.runAll(there.map((name) => `DROP DATABASE ${name} SETTINGS check_table_dependencies = 0`));
  await shadow.runAll(databases.map((name) => `CREATE DATABASE ${quoteName(name)} ENGINE = Atomic`));
}

/** Every object of some databases: read, rebuilt, loaded into an engine that is emptied for it, and read there again. */
export async function judgeObjects(
  clickhouse: ClickHouse,
  databases: readonly string[],
  shadow: Shadow,
): Promise<readonly Judged[]> {
  const live = await introspect(clickhouse, databases);
  // The functions of the server may be those of other tests: they are there, and nobody's to judge.
  const objects = live.objects.filter(({ database }) => database !== '');
  if (objects.length === 0) return [];
  const isSkewed = isOtherRelease(clickhouse.version, shadowVersion());
  await empty(shadow, databases);
  const { errors } = await loadLive(live.objects.map(readingOf), shadow);
  const again = new Map((await shadow.read(databases)).objects.map((object) => [object.address, object]));
  return objects.map((object): Judged => {
    const reading = readingOf(object);
    const judged = (verdict: Verdict): Judged => ({ address: object.address, text: object.text, verdict });
    if (reading.family === 'other')
      return judged({ is: 'not-understood', reason: `no family holds this ${object.engine}` });
    if (reading.object.notUnderstood !== null)
      return judged({ is: 'not-understood', reason: reading.object.notUnderstood.reason });
    const address = addressOfReading(reading);
    const error = errors.get(address);
    if (error !== undefined)
      return judged({
        is: 'differs',
        reason: `the rebuilt text is refused: ${error.message.slice(0, 200)}`,
      });
    const found = again.get(address);
    const difference =
      found === undefined
        ? 'it is not there'
        : differenceAgain(object, reading, completed(readingOf(found), reading, shadow), isSkewed);
    return judged(difference === null ? { is: 'same' } : { is: 'differs', reason: difference });
  });
}
