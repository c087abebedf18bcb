import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { listFiles } from '../load/inputs.ts';

const DECLARES =
  /\bnew\s+(?:OlapTable|Stream|DeadLetterQueue|IngestPipeline|IngestApi|Api|ConsumptionApi|Workflow|WebApp|MaterializedView|View|SqlResource|SqlFunction|SelectRowPolicy|OlapDictionary)\b/;
const IMPORTS_SDK = /from\s+['"](?:moose-migrate|@514labs\/moose-lib)/;

/** Files of the source folder that declare something but were not loaded: somebody has forgotten an import. */
export function unimportedNotices(options: {
  readonly projectDir: string;
  readonly sourceDir: string;
  readonly entry: string;
  readonly files: readonly string[];
}): readonly string[] {
  const { projectDir, sourceDir, entry, files } = options;
  const loaded = new Set(files);
  const candidates = listFiles(resolve(projectDir, sourceDir), isSource).filter((file) => !loaded.has(file));
  const forgotten = candidates.filter((file) => {
    const text = readFileSync(file, 'utf8');
    return IMPORTS_SDK.test(text) && DECLARES.test(text);
  });
  return forgotten.map(
    (file) =>
      `${relative(projectDir, file)} is not imported from ${relative(projectDir, entry)}: what it declares is left out`,
  );
}

function isSource(name: string): boolean {
  return /\.[cm]?tsx?$/.test(name) && !/\.d\.[cm]?ts$|\.(?:test|spec)\.[cm]?tsx?$/.test(name);
}
