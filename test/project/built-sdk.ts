import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds `dist/sdk.js` as scripts/build.mjs does, unless it is newer than its sources. User code imports that file. */
export async function buildSdk(): Promise<void> {
  const file = join(root, 'dist', 'sdk.js');
  const newest = Math.max(
    ...readdirSync(join(root, 'src', 'sdk')).map((name) => statSync(join(root, 'src', 'sdk', name)).mtimeMs),
  );
  if (existsSync(file) && statSync(file).mtimeMs >= newest) return;
  mkdirSync(join(root, 'dist'), { recursive: true });
  // Test files run side by side: each writes its own draft, and the last one wins.
  const draft = join(root, 'dist', `.sdk.${process.pid}.js`);
  await build({
    entryPoints: [join(root, 'src', 'index.ts')],
    outfile: draft,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
  renameSync(draft, file);
  rmSync(draft, { force: true });
}
