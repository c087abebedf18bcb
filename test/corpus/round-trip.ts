import { createTable } from '../../src/ddl/create.ts';
import { firstDifference, type ReadObject, readObject } from '../../src/ddl/read-object.ts';
import type { ClickHouse } from '../../src/drivers/clickhouse/connection.ts';
import { introspect, type LiveObject } from '../../src/drivers/clickhouse/introspect.ts';
import { addressOfReading, loadLive } from '../../src/rehearse/load-live.ts';
import { openShadow } from '../../src/rehearse/shadow.ts';
import { restore, type ShadowForm } from '../../src/rehearse/shadow-form.ts';

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
  return readObject({ database: object.database, name: object.name, engine: object.engine, text: object.text });
}

/** The text that the shadow holds now, with what it could not be given put back. */
function textAgain(found: LiveObject, form: ShadowForm | undefined): string {
  const reading = readingOf(found);
  return reading.family === 'table' && form !== undefined ? createTable(restore(reading.object, form)) : found.text;
}

/** Every object of some databases: read, rebuilt, loaded into an empty engine, and read there again. */
export async function judgeObjects(clickhouse: ClickHouse, databases: readonly string[]): Promise<readonly Judged[]> {
  const live = await introspect(clickhouse, databases);
  if (live.objects.length === 0) return [];
  const readings = live.objects.map(readingOf);
  const shadow = await openShadow(databases);
  try {
    const { forms, errors } = await loadLive(readings, shadow);
    const again = new Map((await shadow.read(databases)).objects.map((object) => [object.address, object]));
    return live.objects.map((object, at): Judged => {
      const reading = readings[at] ?? readingOf(object);
      const judged = (verdict: Verdict): Judged => ({ address: object.address, text: object.text, verdict });
      if (reading.family === 'other') return judged({ is: 'not-understood', reason: `no family holds a ${object.engine} yet` });
      if (reading.object.notUnderstood !== null) return judged({ is: 'not-understood', reason: reading.object.notUnderstood.reason });
      const address = addressOfReading(reading);
      const error = errors.get(address);
      if (error !== undefined) return judged({ is: 'differs', reason: `the rebuilt text is refused: ${error.message.slice(0, 200)}` });
      const found = again.get(address);
      const difference = found === undefined ? 'it is not there' : firstDifference(object.text, textAgain(found, forms.get(address)));
      return judged(difference === null ? { is: 'same' } : { is: 'differs', reason: difference });
    });
  } finally {
    await shadow.close();
  }
}
