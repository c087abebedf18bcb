// Builds dist/: the command line (bundled, one chunk per lazily imported part), the sdk and its declarations.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
rmSync('dist', { recursive: true, force: true });

const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  outdir: 'dist',
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'warning',
};
// Native or spawned parts must stay packages of their own; CommonJS inside the bundle needs a `require`.
const banner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
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
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.sdk.json'], {
  stdio: 'inherit',
});
for (const bin of ['dist/bin/moose.js', 'dist/bin/migrate.js']) if (existsSync(bin)) chmodSync(bin, 0o755);
