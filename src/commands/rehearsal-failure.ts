import { createPatch } from 'diff';
import { AppError, type Problem, problem, type SourcePosition } from '../errors.ts';
import type { Operation, Plan } from '../model/operation.ts';
import { tokenize } from '../model/tokens.ts';
import type { LostRows } from '../rehearse/insert-arrivals.ts';
import type { BrokenInserts } from '../rehearse/insert-probe.ts';
import type { Mismatch } from '../rehearse/reached.ts';
import type { Rehearsed } from '../rehearse/rehearse-plan.ts';
import { type Unloaded, unloadedInWords } from '../rehearse/unloaded.ts';

type Failed = Exclude<Rehearsed, { readonly is: 'reached-desired' }>;

/** Words that begin a clause of CREATE, outside of all parentheses. */
const CLAUSES = new Set(
  'ENGINE ORDER PRIMARY PARTITION SAMPLE TTL SETTINGS COMMENT REFRESH TO AS SOURCE LAYOUT LIFETIME RANGE'.split(
    ' ',
  ),
);

/** A CREATE text with a line for each element and each clause, so that a diff shows what differs. */
function inLines(text: string | null): string {
  if (text === null) return '';
  let lines = '';
  let end = 0;
  let lists = 0;
  for (const token of tokenize(text)) {
    const isClause = token.depth === 0 && token.kind === 'word' && CLAUSES.has(token.text.toUpperCase());
    lines += text.slice(end, token.start);
    if (isClause && lines !== '') lines = `${lines.trimEnd()}\n`;
    lines += token.text;
    end = token.end;
    if (token.depth === 0 && token.text === '(') lists += 1;
    const isElement = token.depth === 1 && token.text === ',';
    const isList = token.depth === 0 && token.text === '(';
    if (lists === 1 && (isElement || isList)) lines += '\n ';
  }
  return `${lines}${text.slice(end)}\n`;
}

function patchOf({ address, reached, desired }: Mismatch): string {
  const patch = createPatch(address, inLines(reached), inLines(desired), 'after the plan', 'declared', {
    context: 1,
  });
  return patch.split('\n').slice(2).join('\n').trimEnd();
}

type PlaceOf = (operation: Operation) => SourcePosition | null;

/** What ran on the shadow may be another form of the operation: it is found by what it does to what. */
function placesIn(plan: Plan, positions: readonly SourcePosition[]): PlaceOf {
  return ({ kind, because }) =>
    positions[plan.operations.findIndex((each) => each.kind === kind && each.because === because)] ?? null;
}

function unloadedProblem(one: Unloaded): Problem {
  return problem('REHEARSAL_FAILED', `${one.address}: ${unloadedInWords(one)}`);
}

function hintFor({ operation, error, unloaded }: Extract<Failed, { readonly is: 'failed' }>): string {
  if (unloaded.length > 0)
    return 'ClickHouse itself does not load what stands there: mend or drop that by hand, then plan again';
  if (operation.kind === 'RawSql' && /_ALREADY_EXISTS?$/.test(error.name))
    return 'Drop by hand what is there already, or write the SQL so that it may run again: IF NOT EXISTS, OR REPLACE';
  return 'Something else depends on what the plan changes, or ClickHouse does not allow the change: make it in smaller steps';
}

function ranInto(failed: Extract<Failed, { readonly is: 'failed' }>, placeOf: PlaceOf): AppError {
  const { operation, statement, error } = failed;
  const message = `${operation.kind} ${operation.because}: ${error.message} (code ${error.code}, ${error.name})\n  ${statement};`;
  return new AppError(
    'REHEARSAL_FAILED',
    'The plan fails on an embedded ClickHouse; nothing was written or changed.',
    {
      problems: [
        problem('REHEARSAL_FAILED', message, { position: placeOf(operation) }),
        ...failed.unloaded.map(unloadedProblem),
      ],
      hint: hintFor(failed),
    },
  );
}

function brokenProblem({ source, operation, statement, error }: BrokenInserts, placeOf: PlaceOf): Problem {
  return problem(
    'REHEARSAL_FAILED',
    `Inserts into ${source} fail after ${operation.kind} ${operation.because}: ${error.message} (code ${error.code}, ${error.name})\n  ${statement};`,
    { position: placeOf(operation) },
  );
}

function lostProblem({ view, source, operation }: LostRows, placeOf: PlaceOf): Problem {
  return problem(
    'REHEARSAL_FAILED',
    `Rows that are inserted into ${source} do not reach ${view} any more after ${operation.kind} ${operation.because}, though nothing fails`,
    { position: placeOf(operation) },
  );
}

/**
 * What went wrong when a plan was rehearsed: the statement and the engine's answer; the INSERT that no longer passes; or the
 * difference between what was reached and what was wanted.
 *
 * @param positions where each operation stands; empty for a plan that stands in no file
 */
export function rehearsalFailure(failed: Failed, plan: Plan, positions: readonly SourcePosition[]): AppError {
  const placeOf = placesIn(plan, positions);
  switch (failed.is) {
    case 'failed':
      return ranInto(failed, placeOf);
    case 'breaks-inserts':
      return new AppError(
        'REHEARSAL_FAILED',
        'The plan runs on an embedded ClickHouse, but rows then no longer get where they went before; nothing was written or changed.',
        {
          problems: [
            ...failed.broken.map((broken) => brokenProblem(broken, placeOf)),
            ...failed.lost.map((lost) => lostProblem(lost, placeOf)),
          ],
          hint: 'Change the materialized views on the table in the same plan, so that they fit what it becomes',
        },
      );
    case 'missed':
      return new AppError(
        'REHEARSAL_FAILED',
        'The plan runs on an embedded ClickHouse, but does not end in what the code declares; nothing was written or changed.',
        {
          problems: [
            ...failed.mismatches.map((mismatch) =>
              problem('REHEARSAL_FAILED', `${mismatch.address}\n${patchOf(mismatch)}`),
            ),
            ...failed.unloaded.map(unloadedProblem),
          ],
        },
      );
    default:
      return failed satisfies never;
  }
}
