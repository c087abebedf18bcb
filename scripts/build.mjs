// Builds dist/: the command line (bundled, one chunk per lazily imported part), the sdk and its declarations.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
// Made beside dist/ and then put in its place, so that whoever runs it meanwhile never finds half of it.
const fresh = `dist-${process.pid}.new`;
const stale = `dist-${process.pid}.old`;
process.once('exit', () => rmSync(fresh, { recursive: true, force: true }));

/** Names the build by what it was made from: cached answers of another one are not used (src/version.ts). */
function sourcesHash() {
  const sources = readdirSync('src', { recursive: true }).filter((name) => name.endsWith('.ts'));
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', ...sources.sort().map((name) => join('src', name))])
    hash.update(`${file}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  outdir: fresh,
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'warning',
  define: { MOOSE_BUILD: JSON.stringify(sourcesHash()) },
};
// Native or spawned parts must stay packages of their own; CommonJS inside the bundle needs a `require` and a file name.
const banner = {
  js: "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __fileURLToPath } from 'node:url'; const require = __createRequire(import.meta.url); const __filename = __fileURLToPath(import.meta.url);",
};

await build({
  ...common,
  entryPoints: {
    'bin/moose': 'src/bin/moose.ts',
    'bin/migrate': 'src/bin/migrate.ts',
    'embedded-child': 'src/drivers/embedded/child.ts',
    'extract-worker': 'src/project/extract/worker.ts',
  },
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  external: ['esbuild', 'chdb', 'ffi-rs', '@chdb/*', '@typescript/*'],
  minifySyntax: true,
  banner,
});
await build({ ...common, entryPoints: { sdk: 'src/index.ts' } });
execFileSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.sdk.json', '--outDir', `${fresh}/types`],
  { stdio: 'inherit' },
);
for (const bin of ['moose.js', 'migrate.js']) chmodSync(`${fresh}/bin/${bin}`, 0o755);
if (existsSync('dist')) renameSync('dist', stale);
renameSync(fresh, 'dist');
rmSync(stale, { recursive: true, force: true });
