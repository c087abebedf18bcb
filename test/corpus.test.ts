import { afterAll, describe, expect, it } from 'vitest';
import { hasCorpora, readCorpora } from './corpus/files.ts';
import { reportOf } from './corpus/report.ts';
import { type CorpusResult, runCorpus } from './corpus/run.ts';
import { describeWithEngine } from './support/engine.ts';
import { fetchEngine } from './support/engine-release.ts';

const {
  CORPUS_ENGINE: release = '',
  CORPUS_ONLY: only = '',
  CORPUS_REFUSED: showsRefused = '',
} = process.env;
const corpora = hasCorpora() ? readCorpora().filter(({ name }) => name.includes(only)) : [];
if (!hasCorpora())
  console.warn(
    '\nThe corpora of real schemas are not here (MOOSE_CORPORA names their folder): THE CORPUS TESTS ARE SKIPPED.\n',
  );

const results: CorpusResult[] = [];

(hasCorpora() ? describeWithEngine : describe.skip)('corpus', () => {
  const engine = release === '' ? null : fetchEngine(release);

  it.each(corpora)(
    '$name is read, loaded and pulled',
    async (corpus) => {
      const result = await runCorpus(corpus, engine);
      results.push(result);
      expect(result.judged.length).toBeGreaterThan(0);
    },
    600_000,
  );

  it('comes back as it is, and pull then generate plans nothing; the rest is named', () => {
    const { named, failures } = reportOf(results);
    expect(failures, named.join('\n')).toEqual([]);
  });

  afterAll(() => {
    const { rows, named } = reportOf(results);
    console.table(rows);
    if (named.length > 0) console.info(named.join('\n'));
    if (showsRefused !== '') console.info(results.flatMap(({ refused }) => refused).join('\n'));
  });
});
