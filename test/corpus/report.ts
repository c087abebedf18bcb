import { THRESHOLDS } from './files.ts';
import type { Judged } from './round-trip.ts';
import type { CorpusResult } from './run.ts';

/** Counts over all corpora, and what is to be named. */
export interface CorpusReport {
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  /** Everything that is not the same, or not declared, or planned again, each with its reason. */
  readonly named: readonly string[];
  /** What breaks a law or a threshold; empty when all is well. */
  readonly failures: readonly string[];
}

function countOf(judged: readonly Judged[], is: Judged['verdict']['is']): number {
  return judged.filter(({ verdict }) => verdict.is === is).length;
}

function sum(results: readonly CorpusResult[], of: (result: CorpusResult) => number): number {
  return results.reduce((total, result) => total + of(result), 0);
}

function rowOf(corpus: string, results: readonly CorpusResult[]): Readonly<Record<string, string | number>> {
  return {
    corpus,
    statements: sum(results, ({ accepted }) => accepted),
    refused: sum(results, ({ refused }) => refused.length),
    objects: sum(results, ({ judged }) => judged.length),
    same: sum(results, ({ judged }) => countOf(judged, 'same')),
    differs: sum(results, ({ judged }) => countOf(judged, 'differs')),
    'not understood': sum(results, ({ judged }) => countOf(judged, 'not-understood')),
    declared: sum(results, ({ declared }) => declared),
    'left out': sum(results, ({ leftOut }) => leftOut.length),
    'planned again': sum(results, ({ left }) => left.length),
  };
}

function share(part: number, rest: number): number {
  return part + rest === 0 ? 1 : part / (part + rest);
}

/** Counts and judges what became of the corpora. */
export function reportOf(results: readonly CorpusResult[]): CorpusReport {
  const named = results.flatMap(({ corpus, judged, leftOut, left }) => [
    ...judged.flatMap(({ address, verdict }) =>
      verdict.is === 'same' ? [] : [`${corpus} ${address}: ${verdict.is}: ${verdict.reason}`],
    ),
    ...leftOut.map((line) => `${corpus} ${line} (left out by db pull)`),
    ...left.map((line) => `${corpus}: planned again after db pull: ${line}`),
  ]);
  const judged = results.flatMap((result) => result.judged);
  const same = share(countOf(judged, 'same'), judged.length - countOf(judged, 'same'));
  const declared = share(
    sum(results, (result) => result.declared),
    sum(results, ({ leftOut }) => leftOut.length),
  );
  const percent = (value: number): string => `${(value * 100).toFixed(2)} %`;
  const failures = [
    countOf(judged, 'differs') > 0 ? 'objects come back as something else, unseen' : null,
    results.some(({ left }) => left.length > 0) ? 'db pull and then generate plan something' : null,
    same < THRESHOLDS.sameText
      ? `${percent(same)} come back exactly; at least ${percent(THRESHOLDS.sameText)} must`
      : null,
    declared < THRESHOLDS.declared
      ? `db pull declares ${percent(declared)}; it must declare at least ${percent(THRESHOLDS.declared)}`
      : null,
  ];
  return {
    rows: [...results.map((result) => rowOf(result.corpus, [result])), rowOf('all of them', results)],
    named,
    failures: failures.filter((failure) => failure !== null),
  };
}
