import { type Address, addressOf, addressOfName } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import { identifierOf, tokenize } from '../model/tokens.ts';
import { type ChainTexts, type InsertChain, touches } from './insert-chains.ts';
import type { Shadow } from './shadow.ts';

/** A table with rows, or a materialized view whose inner table has some. */
export interface Filled {
  readonly database: string;
  readonly name: string;
  readonly engine: string;
}

/** What holds rows: on a shadow that was emptied before, what the rows that were pushed have reached. */
export function filledTables(shadow: Shadow): Promise<readonly Filled[]> {
  return shadow.query<Filled>(
    "SELECT database, name, engine FROM system.tables WHERE total_rows > 0 AND lower(database) NOT IN ('system', 'information_schema') AND engine NOT IN ('View', 'Dictionary', 'Merge')",
  );
}

/** Rows that a materialized view got before the plan, and does not get any more though they are inserted. */
export interface LostRows {
  readonly view: Address;
  readonly source: Address;
  /** After which they began to be missed. */
  readonly operation: Operation;
}

/** One try: rows that were pushed through chains, and what they have reached. */
export interface Push {
  readonly chains: readonly InsertChain[];
  /** Sources whose row was taken. */
  readonly taken: ReadonlySet<Address>;
  readonly texts: ChainTexts;
  readonly filled: readonly Filled[];
  /** What ran since the last try. */
  readonly operations: readonly Operation[];
  readonly isFirst: boolean;
}

/** Follows, from try to try, which materialized views the rows reach. */
export interface Arrivals {
  see(push: Push): void;
  /** What was missed for a while, until an operation let it through again. */
  missed(): readonly (LostRows & { readonly until: Operation | null })[];
  /** What is missed in the end; `isOurs` tells the views of the plan from those of somebody else. */
  lost(map: InfraMap): readonly (LostRows & { readonly isOurs: boolean })[];
  /** Views of which nothing can be said: what is made up may rightly not pass their SELECT. */
  notShown(): readonly Address[];
}

/** Words by which a SELECT may rightly let nothing of a row through. */
const MAY_HOLD_BACK =
  /^(WHERE|PREWHERE|HAVING|QUALIFY|JOIN|LIMIT|OFFSET|SAMPLE|INTERSECT|EXCEPT|arrayJoin)$/i;

function mayHoldBack(select: string): boolean {
  return tokenize(select).some((token) => MAY_HOLD_BACK.test(identifierOf(token) ?? ''));
}

const RENAMES: ReadonlySet<Operation['kind']> = new Set<Operation['kind']>(['RenameTable', 'ExchangeTables']);

/** What is known of a view that rows have reached. */
interface Reached {
  readonly select: string;
  /** Null while rows reach it. */
  readonly lost: LostRows | null;
}

type Seen = 'arrived' | 'missing' | 'not-shown' | 'not-tried';

function reaches(
  view: Address,
  target: { readonly database: string; readonly name: string } | null,
  filled: ReadonlySet<Address>,
): boolean {
  return filled.has(target === null ? view : addressOfName(target));
}

/** What a try says of one view. A row that the table under it has, and the view's target has not, was held back or missed. */
function seenIn(push: Push, view: Address, filled: ReadonlySet<Address>, known: Reached | null): Seen {
  const text = push.texts.views.get(view);
  const through = push.chains.filter((chain) => chain.views.has(view));
  if (text === undefined || text.refresh !== null || through.length === 0) return 'not-tried';
  if (through.some(({ source, unsafe }) => unsafe !== null || !push.taken.has(source))) return 'not-tried';
  if (reaches(view, text.target, filled)) return 'arrived';
  const isFed = through.some((chain) => chain.fed.get(view)?.some((table) => filled.has(table)) === true);
  const isAsBefore = known?.select === text.select && push.operations.every(({ kind }) => RENAMES.has(kind));
  return isFed && (isAsBefore || !mayHoldBack(text.select)) ? 'missing' : 'not-shown';
}

export function openArrivals(): Arrivals {
  const reached = new Map<Address, Reached>();
  const missed: (LostRows & { readonly until: Operation | null })[] = [];
  const notShown = new Set<Address>();
  const note = (push: Push, view: Address, seen: Seen): void => {
    const known = reached.get(view) ?? null;
    const chain = push.chains.find(({ views }) => views.has(view));
    const operation = push.operations.findLast((each) => chain !== undefined && touches(chain, each)) ?? null;
    if (seen === 'not-shown') notShown.add(view);
    if (seen === 'arrived') {
      notShown.delete(view);
      if (known !== null && known.lost !== null) missed.push({ ...known.lost, until: operation });
      reached.set(view, { select: push.texts.views.get(view)?.select ?? '', lost: null });
    }
    if (seen !== 'missing' || known === null || known.lost !== null) return;
    if (chain === undefined || operation === null) return;
    reached.set(view, { ...known, lost: { view, source: chain.source, operation } });
  };
  return {
    see(push) {
      const filled = new Set(push.filled.map(({ database, name }) => addressOf(database, name)));
      for (const view of push.texts.views.keys()) {
        const known = reached.get(view) ?? null;
        const seen = seenIn(push, view, filled, known);
        // What no row has ever reached cannot be missed.
        note(push, view, seen === 'missing' && known === null ? 'not-shown' : seen);
      }
    },
    missed: () => missed,
    lost: ({ materializedViews }) =>
      [...reached.values()].flatMap(({ lost }) =>
        lost === null
          ? []
          : [{ ...lost, isOurs: materializedViews.some(({ address }) => address === lost.view) }],
      ),
    notShown: () => [...notShown].sort(),
  };
}
