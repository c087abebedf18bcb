import type { Exchange, Fault } from '../support/fault-proxy.ts';
import type { Stage } from '../support/stage.ts';

/** One moment at which somebody dies. */
export interface Cell {
  /** Which of the statements that change something, counted from 0. */
  readonly ordinal: number;
  /** Before the server hears of it, or when the server has done it and nobody knows. */
  readonly at: 'request' | 'reply';
  readonly victim: 'cli' | 'server';
}

/** How a cell ended; `problem` is null when all is well. */
export interface CellResult {
  readonly cell: Cell;
  /** Of the statement, for people. */
  readonly statement: string;
  /** Exit codes of what ran after the death. */
  readonly codes: readonly (number | null)[];
  readonly problem: string | null;
  readonly seconds: number;
}

/** How long a cell may take: none that ends well needs a tenth of it, and one that hangs must not hold up the others. */
const PATIENCE_MS = 180_000;

/** True for what changes something; putting a lock off happens by the clock and is not counted. */
export function isWrite({ statement }: Exchange): boolean {
  return (
    /^\s*(?:ALTER|CREATE|DROP|RENAME|EXCHANGE|INSERT|KILL)\b/i.test(statement) &&
    !statement.includes("'renew'")
  );
}

/** True for what gives a column or a table another name; the journal holds such texts too. */
export function isRename(statement: string): boolean {
  return /^\s*(?:RENAME\b|EXCHANGE\b|ALTER TABLE \S+ RENAME\b)/i.test(statement);
}

/** Counts the statements that change something in a run where nothing goes wrong. */
export async function writesOf(stage: Stage): Promise<readonly string[]> {
  await stage.reset();
  stage.proxy.watch(null);
  const { code, out, err } = await stage.cli(['apply'], stage.proxyUrl).ended;
  const wrong =
    code === 0 ? await stage.wrongRows() : [`exit ${code}: ${out.slice(-2000)} ${err.slice(-500)}`];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return stage.proxy.seen.filter(isWrite).map(({ statement }) => statement);
}

/** Calls `strike` once, at the moment of the cell. */
function lieInWait(stage: Stage, { ordinal, at }: Cell): Promise<string> {
  return new Promise((resolve) => {
    let writes = 0;
    stage.proxy.watch((exchange): Fault | null => {
      if (!isWrite(exchange)) return null;
      writes += 1;
      if (writes !== ordinal + 1) return null;
      return { is: 'hold', at, reached: () => resolve(exchange.statement) };
    });
  });
}

/** Says as a person would whether hand-written SQL has run: by looking at its rows. */
async function answerFor(stage: Stage, out: string): Promise<'--sql-done' | '--sql-again'> {
  const where = out.includes('id <= 10') ? 'id <= 10' : 'id > 990';
  const [found] = await stage.ask<{ readonly there: string }>(
    `SELECT toString(count()) AS there FROM refunds WHERE ${where}`,
  );
  return found?.there === '0' ? '--sql-again' : '--sql-done';
}

/** Goes on until the end, as the reports say. */
async function resume(stage: Stage, codes: (number | null)[], mayBeUnclear: boolean): Promise<string | null> {
  let more: readonly string[] = [];
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const { code, out, err } = await stage.cli(['resume', ...more], stage.url).ended;
    codes.push(code);
    if (code === 0) return null;
    const words = `${out.slice(-1500)} ${err.slice(-500)}`;
    if (code !== 4 || !out.includes('RESUME_UNCLEAR')) return `resume ended with ${code}: ${words}`;
    if (!mayBeUnclear) return `nobody but us ran, and yet: ${words}`;
    more = [await answerFor(stage, out)];
  }
  return 'resume never came to an end';
}

async function play(
  stage: Stage,
  cell: Cell,
  codes: (number | null)[],
): Promise<readonly [string, string | null]> {
  await stage.reset();
  const reached = lieInWait(stage, cell);
  const run = stage.cli(['apply', '--retry-for', '20'], stage.proxyUrl);
  const statement = await Promise.race([reached, run.ended.then(() => null)]);
  if (statement === null) {
    const { code, out, err } = await run.ended;
    return ['', `the run ended with ${code} before its moment came: ${out.slice(-1500)} ${err.slice(-1500)}`];
  }
  if (cell.victim === 'cli') run.child.kill('SIGKILL');
  stage.proxy.watch(null);
  if (cell.victim === 'server') await stage.killServer();
  const { code } = await run.ended;
  stage.proxy.hangUp();
  if (cell.victim === 'server') codes.push(code);
  // Who lives and has come to an end of its own has nothing to resume.
  if (code === 0) return [statement, null];
  return [statement, await resume(stage, codes, cell.victim === 'server')];
}

/** Plays one cell: the plan runs, somebody dies, `resume` goes on; then everything must be there, once. */
export async function playCell(stage: Stage, cell: Cell): Promise<CellResult> {
  const codes: (number | null)[] = [];
  const began = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<readonly [string, string]>((resolve) => {
    const words = `it hangs: not at its end after ${PATIENCE_MS / 1000} s`;
    timer = setTimeout(() => resolve(['', words]), PATIENCE_MS);
  });
  const playing = play(stage, cell, codes).catch((error: unknown): readonly [string, string] => [
    '',
    error instanceof Error ? (error.stack ?? '') : String(error),
  ]);
  const [statement, stopped] = await Promise.race([playing, tooLong]);
  clearTimeout(timer);
  if (stopped !== null) stage.endRuns();
  await playing;
  const wrong = stopped === null ? await stage.wrongRows() : [stopped];
  const seconds = (performance.now() - began) / 1000;
  return { cell, statement, codes, problem: wrong.length === 0 ? null : wrong.join('\n'), seconds };
}

/** Every moment for every victim. */
export function allCells(writes: number): readonly Cell[] {
  return Array.from({ length: writes }, (_, ordinal) => ordinal).flatMap((ordinal) =>
    (['cli', 'server'] as const).flatMap((victim) =>
      (['request', 'reply'] as const).map((at): Cell => ({ ordinal, at, victim })),
    ),
  );
}

/** Names a cell for the environment: `20-cli-request`. */
export function cellName({ ordinal, victim, at }: Cell): string {
  return `${ordinal}-${victim}-${at}`;
}

/** One line for a cell. */
export function cellLine({ cell, statement, codes, problem, seconds }: CellResult): string {
  const place = `${cell.victim} dies ${cell.at === 'request' ? 'before' : 'after'}`;
  const short = statement.replace(/\s+/g, ' ').slice(0, 90);
  const line = `${cellName(cell)} ${place}: ${short} [${codes.join(', ')}] ${seconds.toFixed(1)} s`;
  return problem === null ? `ok   ${line}` : `FAIL ${line}\n     ${problem}`;
}
