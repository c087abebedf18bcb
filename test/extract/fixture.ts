import { fileURLToPath } from 'node:url';
import { type Extraction, extractRowTypes } from '../../src/project/extract/index.ts';

/** Extracts one of the projects in test/fixtures/extract. */
export function extractFixture(name: string, entry = 'index.ts'): Promise<Extraction> {
  const projectDir = fileURLToPath(new URL(`../fixtures/extract/${name}`, import.meta.url));
  return extractRowTypes({ entry: `${projectDir}/${entry}`, projectDir });
}
