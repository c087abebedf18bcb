import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import type { Address } from '../model/address.ts';
import type { Item } from './items.ts';
import type { Shadow } from './shadow.ts';

/** Families in the order in which they must be there; those of the last wave may need each other. */
const WAVES: readonly (readonly Item['family'][])[] = [
  ['function'],
  ['dictionary'],
  ['table', 'other'],
  ['view', 'materialized-view'],
];

/** What hand-written SQL makes; where its statement is refused, what the server has by that name. */
async function makeByHand(shadow: Shadow, { statement, instead }: Item): Promise<ServerError | null> {
  const [error = null] = await shadow.runAll([statement(shadow)]);
  if (error === null || instead === null) return error;
  const [again = null] = await shadow.runAll([instead(shadow)]);
  return again === null ? null : error;
}

/** Creates items in the shadow, what others need first; answers the errors by address. */
export async function createAll(
  shadow: Shadow,
  items: readonly Item[],
): Promise<ReadonlyMap<Address, ServerError>> {
  const errors = new Map<Address, ServerError>();
  const note = ({ address }: Item, error: ServerError | null | undefined): void => {
    if (error === null || error === undefined) errors.delete(address);
    else errors.set(address, error);
  };
  const create = async (wave: readonly Item[]): Promise<readonly Item[]> => {
    // One statement of hand-written SQL may need the one before it.
    for (const item of wave.filter(({ isMade }) => isMade)) note(item, await makeByHand(shadow, item));
    const others = wave.filter(({ isMade }) => !isMade);
    const answers = await shadow.runAll(others.map((item) => item.statement(shadow)));
    for (const [at, item] of others.entries()) note(item, answers[at]);
    return wave.filter(({ address }) => errors.has(address));
  };
  for (const families of WAVES) {
    let wave: readonly Item[] = items.filter(({ family }) => families.includes(family));
    while (wave.length > 0) {
      const failed = await create(wave);
      // A view over a view that failed in this round may succeed in the next one.
      wave = families.includes('view') && failed.length < wave.length ? failed : [];
    }
  }
  await tryAll(shadow, items, errors);
  return errors;
}

/** Judges further what CREATE takes without a look at it. */
async function tryAll(
  shadow: Shadow,
  items: readonly Item[],
  errors: Map<Address, ServerError>,
): Promise<void> {
  const tried = items.flatMap(({ address, trial }) =>
    trial === null || errors.has(address) ? [] : [{ address, trial }],
  );
  const answers = await shadow.runAll(tried.map(({ trial }) => trial));
  tried.forEach(({ address }, at) => {
    const error = answers[at];
    if (error !== null && error !== undefined) errors.set(address, error);
  });
}
