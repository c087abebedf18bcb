import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../errors.ts';

/** Our own library as the type checker sees it. */
export interface SdkTypes {
  /** The folder that holds its declarations: classes declared in it are ours. */
  readonly folder: string;
  /** What `moose-migrate` and `@514labs/moose-lib` resolve to. */
  readonly index: string;
  /** What `typia` resolves to in projects without it. */
  readonly typia: string;
}

/** The declarations of the running command line; its sources when it runs from those. */
export function findSdkTypes(from: string = fileURLToPath(import.meta.url)): SdkTypes {
  const root = packageRoot(from);
  const isSource = from.startsWith(join(root, 'src') + sep);
  const built = sdkTypes(join(root, 'dist', 'types'), '.d.ts');
  const found = isSource || !existsSync(built.index) ? sdkTypes(join(root, 'src'), '.ts') : built;
  if (existsSync(found.index)) return found;
  throw new AppError('PROJECT_FAILED', `The type declarations of moose-migrate are missing: ${found.index}`, {
    hint: 'Install moose-migrate again.',
  });
}

function sdkTypes(folder: string, extension: string): SdkTypes {
  return {
    folder,
    index: join(folder, `index${extension}`),
    typia: join(folder, 'sdk', `typia${extension}`),
  };
}

function packageRoot(from: string): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && isOurs(readFileSync(file, 'utf8'))) return folder;
    if (folder === dirname(folder))
      throw new AppError('PROJECT_FAILED', 'The package of moose-migrate cannot be found', {
        hint: 'Install moose-migrate again.',
      });
  }
}

function isOurs(text: string): boolean {
  return /"name"\s*:\s*"moose-migrate"/.test(text);
}
