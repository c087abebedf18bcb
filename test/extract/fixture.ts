import { fileURLToPath } from 'node:url';
import { extractRowTypes } from '../../src/project/extract/index.ts';
import type { Extraction } from '../../src/project/extract/parts.ts';

/** Extracts one of the projects in test/fixtures/extract. */
export function extractFixture(name: string, entry = 'index.ts'): Promise<Extraction> {
  const projectDir = fileURLToPath(new URL(`../fixtures/extract/${name}`, import.meta.url));
  return extractRowTypes({ entry: `${projectDir}/${entry}`, projectDir });
}
