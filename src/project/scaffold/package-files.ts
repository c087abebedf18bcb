import type { ScaffoldOptions } from './index.ts';

/** The compiler that the editor and `npm run types` use; the tool brings its own. */
const TYPESCRIPT = '^5.9.0';

/** A package name made of a directory's name. */
function packageName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '');
  return plain === '' ? 'warehouse' : plain;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** package.json with the commands that a project needs every day. */
export function packageJson({ name, toolVersion }: ScaffoldOptions): string {
  return json({
    name: packageName(name),
    version: '0.0.0',
    private: true,
    type: 'module',
    scripts: {
      dev: 'moose dev',
      plan: 'moose migrate generate',
      generate: 'moose migrate generate --save',
      migrate: 'moose migrate apply',
      types: 'tsc --noEmit',
    },
    dependencies: { 'moose-migrate': `^${toolVersion}` },
    devDependencies: { typescript: TYPESCRIPT },
  });
}

/** tsconfig.json for code that is bundled, not compiled. */
export function tsconfigJson(): string {
  return json({
    compilerOptions: {
      target: 'es2023',
      module: 'preserve',
      moduleResolution: 'bundler',
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      types: [],
    },
    include: ['app'],
  });
}

/** What is not for the repository: packages, caches and embedded data, secrets. The migrations folder is. */
export function gitIgnore(): string {
  return ['node_modules/', '.moose/', '.env.local', '*.log', ''].join('\n');
}
