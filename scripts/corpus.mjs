// Reads real schemas into the tool and out of it again: npm run corpus [-- --engine 26.5] [--only NAME] [--refused]
//   --engine   the release that plays the server, fetched when it is not there; the tool's own engine stays the installed one
//   --only     corpora whose name holds this
//   --refused  prints what the engine refuses to load
// The schemas are not part of the repository: MOOSE_CORPORA names their folder. What is counted stands in test/corpus/.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    refused: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    'test/corpus.test.ts',
    '--disable-console-intercept',
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      CORPUS_ENGINE: values.engine,
      CORPUS_ONLY: values.only,
      CORPUS_REFUSED: values.refused ? '1' : '',
    },
  },
);
process.exitCode = status ?? 1;
