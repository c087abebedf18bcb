import type { EngineFiles } from '../../src/drivers/embedded/engine-files.ts';
import { openShadow, type Shadow } from '../../src/rehearse/shadow.ts';
import { batchesOf, type Corpus } from './files.ts';
import { pullAndGenerate } from './pull-law.ts';
import { type Judged, judgeObjects } from './round-trip.ts';
import { type CorpusServer, startCorpusServer } from './server.ts';

/** What became of a corpus. */
export interface CorpusResult {
  readonly corpus: string;
  /** Statements that the engine took, and those it refused. */
  readonly accepted: number;
  readonly refused: readonly string[];
  /** Every object that was there at some time, each text once. */
  readonly judged: readonly Judged[];
  /** How many objects `db pull` declared. */
  readonly declared: number;
  /** What it did not, and why. */
  readonly leftOut: readonly string[];
  /** What the plan after it still wanted to do. */
  readonly left: readonly string[];
}

interface Tally {
  accepted: number;
  declared: number;
  readonly refused: string[];
  readonly judged: Map<string, Judged>;
  readonly leftOut: string[];
  readonly left: string[];
}

async function judge(server: CorpusServer, shadow: Shadow, tally: Tally, isLast: boolean): Promise<void> {
  const databases = [...server.databases];
  const objects = await judgeObjects(server.clickhouse, databases, shadow);
  for (const object of objects) tally.judged.set(object.text, object);
  if (!isLast || objects.length === 0) return;
  const pulled = await pullAndGenerate(server, databases);
  tally.declared += pulled.declared.length;
  tally.leftOut.push(...pulled.leftOut.map(({ address, because }) => `${address}: ${because}`));
  tally.left.push(...pulled.left);
}

/** Loads a corpus into a server step by step; judges what is there after each, and pulls it at the end. */
export async function runCorpus(corpus: Corpus, engine: EngineFiles | null): Promise<CorpusResult> {
  const tally: Tally = { accepted: 0, declared: 0, refused: [], judged: new Map(), leftOut: [], left: [] };
  const server = await startCorpusServer(engine);
  const shadow = await openShadow([]);
  try {
    for (const { files, isLast } of batchesOf(corpus)) {
      for (const { database, statements } of files) {
        const { accepted, refused } = await server.load(database, statements);
        tally.accepted += accepted;
        tally.refused.push(...refused);
      }
      await judge(server, shadow, tally, isLast);
      if (isLast) await server.clear();
    }
  } finally {
    await shadow.close();
    await server.stop();
  }
  return { ...tally, corpus: corpus.name, judged: [...tally.judged.values()] };
}
