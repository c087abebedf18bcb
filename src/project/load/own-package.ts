import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AppError } from '../../errors.ts';

/** Where the running command line lies, and what it gives to the code it loads. */
export interface OwnPackage {
  readonly root: string;
  readonly version: string;
  /** The library that user code imports; every spelling of its name leads to this file. */
  readonly sdkFile: string;
  readonly sdkUrl: string;
}

/** The package of the running command line, found by walking up from this file, bundled or not. */
export function findOwnPackage(from: string = fileURLToPath(import.meta.url)): OwnPackage {
  for (let folder = dirname(from); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    const version = existsSync(file) ? ownVersion(readFileSync(file, 'utf8')) : null;
    if (version !== null) return describePackage(folder, version);
  }
  throw new AppError('PROJECT_FAILED', 'The package of moose-migrate cannot be found', {
    hint: 'Install moose-migrate again.',
  });
}

function describePackage(root: string, version: string): OwnPackage {
  const sdkFile = join(root, 'dist', 'sdk.js');
  if (!existsSync(sdkFile)) {
    throw new AppError('PROJECT_FAILED', `A part of moose-migrate is missing: ${sdkFile}`, {
      hint: 'Install moose-migrate again; in its own checkout run `npm run build`.',
    });
  }
  return { root, version, sdkFile, sdkUrl: pathToFileURL(sdkFile).href };
}

function ownVersion(text: string): string | null {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { name, version } = parsed as { readonly name?: unknown; readonly version?: unknown };
  return name === 'moose-migrate' && typeof version === 'string' ? version : null;
}
