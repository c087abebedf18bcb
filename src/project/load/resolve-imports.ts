import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { extname, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import type { MissingImport } from './stand-in.ts';

/** What the bundle gets in place of imports that it does not hold itself. */
export interface ImportRules {
  readonly sdkUrl: string;
  /** Names that `dist/sdk.js` exports. */
  readonly sdkNames: readonly string[];
  /** Names that user code imports from it and that it does not export. */
  readonly unknownNames: readonly string[];
  /** Filled while bundling: imports that lead nowhere. */
  readonly missing: MissingImport[];
  /** Name of the object in the bundle that holds `standIn`, `asCommonJs` and `typia`. */
  readonly hooks: string;
}

const SDK = /^(?:moose-migrate|@514labs\/moose-lib)(?:\/.*)?$/;
const TYPIA = /^typia(?:\/.*)?$/;
const SKIP = { mooseMigrate: 'skip' };

/**
 * Tells esbuild where bare imports lead: our own library, packages (left outside of the bundle), TypeScript of the same
 * workspace (into the bundle), and stand-ins for what is not installed.
 */
export function importPlugin(rules: ImportRules): Plugin {
  return {
    name: 'moose-migrate-imports',
    setup(build) {
      build.onResolve({ filter: SDK }, () => ({ path: 'sdk', namespace: 'moose-migrate-sdk' }));
      build.onLoad({ filter: /.*/, namespace: 'moose-migrate-sdk' }, () => ({
        contents: sdkModule(rules),
        loader: 'js',
      }));
      build.onResolve({ filter: TYPIA }, () => ({ path: 'typia', namespace: 'moose-migrate-typia' }));
      build.onLoad({ filter: /.*/, namespace: 'moose-migrate-typia' }, () => ({
        contents: `module.exports = ${rules.hooks}.typia;`,
        loader: 'js',
      }));
      loadPackages(build, rules);
      build.onResolve({ filter: /^file:/ }, ({ path }) => ({ path, external: true }));
      build.onResolve({ filter: /\.node$/ }, ({ path }) => ({ path, external: true }));
      build.onResolve({ filter: /^[^./\\]/ }, (args) => resolveBare(build, rules, args));
    },
  };
}

function sdkModule(rules: ImportRules): string {
  const unknown = rules.unknownNames.map((name) => {
    const missing: MissingImport = {
      name: `\`${name}\` of moose-migrate`,
      reason: 'is not known to this version',
      importer: '',
      line: 0,
    };
    return `const __${name} = ${rules.hooks}.standIn(${JSON.stringify(missing)}); export { __${name} as ${name} };`;
  });
  return `export { ${rules.sdkNames.join(', ')} } from ${JSON.stringify(rules.sdkUrl)};\n${unknown.join('\n')}`;
}

function loadPackages(build: PluginBuild, rules: ImportRules): void {
  const load = (namespace: string, contents: (path: string) => string): void =>
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: contents(path), loader: 'js' }));
  // A star export with a missing name gives undefined, where a named import of it would not even start: types may be among the names.
  load('moose-migrate-esm', (url) => {
    const from = JSON.stringify(url);
    return `import * as all from ${from}; export * from ${from}; const whole = all.default; export { whole as default };`;
  });
  load(
    'moose-migrate-cjs',
    (url) =>
      `module.exports = ${rules.hooks}.asCommonJs(require(${JSON.stringify(`moose-migrate-namespace:${url}`)}).all);`,
  );
  build.onResolve({ filter: /^moose-migrate-namespace:/ }, ({ path }) => ({
    path: path.slice('moose-migrate-namespace:'.length),
    namespace: 'moose-migrate-namespace',
  }));
  load('moose-migrate-namespace', (url) => `export * as all from ${JSON.stringify(url)};`);
  build.onLoad({ filter: /.*/, namespace: 'moose-migrate-missing' }, ({ pluginData }) => ({
    contents: `module.exports = ${rules.hooks}.standIn(${JSON.stringify(pluginData)});`,
    loader: 'js',
  }));
}

async function resolveBare(
  build: PluginBuild,
  rules: ImportRules,
  args: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  if (args.pluginData === SKIP || args.kind === 'entry-point' || args.namespace.startsWith('moose-migrate'))
    return undefined;
  if (isBuiltin(args.path)) return { path: args.path, external: true };
  const { path, errors, external, namespace } = await build.resolve(args.path, {
    kind: args.kind,
    importer: args.importer,
    resolveDir: args.resolveDir,
    pluginData: SKIP,
  });
  if (errors.length > 0) return missingResult(rules, args);
  if (external || namespace !== 'file') return { path, external, namespace };
  return path.includes(`${sep}node_modules${sep}`) ? packageResult(args, path) : { path, namespace };
}

function missingResult(rules: ImportRules, args: OnResolveArgs): OnResolveResult {
  const missing: MissingImport = {
    name: `the package \`${args.path}\``,
    reason: 'is not installed',
    importer: args.importer,
    line: importLine(args.importer, args.path),
  };
  rules.missing.push(missing);
  return { path: args.path, namespace: 'moose-migrate-missing', pluginData: missing };
}

function packageResult(args: OnResolveArgs, path: string): OnResolveResult {
  if (extname(path) === '.node') return { path, external: true };
  if (args.kind === 'require-call' || args.kind === 'require-resolve') return { path, external: true };
  const url = pathToFileURL(path).href;
  // An import() stays where it is, so that its package is loaded only when that line runs.
  if (args.kind === 'dynamic-import') return { path: url, external: true };
  return { path: url, namespace: isEsModule(path) ? 'moose-migrate-esm' : 'moose-migrate-cjs' };
}

/** Whether Node takes a file as an ES module: by its extension, else by the nearest package.json. */
function isEsModule(path: string): boolean {
  const extension = extname(path);
  if (extension === '.mjs') return true;
  if (extension !== '.js') return false;
  for (let end = path.lastIndexOf(sep); end > 0; end = path.lastIndexOf(sep, end - 1)) {
    const type = packageType(path.slice(0, end + 1) + 'package.json');
    if (type !== null) return type === 'module';
  }
  return false;
}

const packageTypes = new Map<string, string | null>();

function packageType(file: string): string | null {
  const cached = packageTypes.get(file);
  if (cached !== undefined) return cached;
  let type: string | null = null;
  try {
    const parsed: { readonly type?: unknown } = JSON.parse(readFileSync(file, 'utf8'));
    type = typeof parsed.type === 'string' ? parsed.type : 'commonjs';
  } catch {
    // No package.json in this folder: the next one up decides.
  }
  packageTypes.set(file, type);
  return type;
}

/** Line of the first mention of a quoted import; 1 when it is not found as written. */
function importLine(importer: string, specifier: string): number {
  try {
    const lines = readFileSync(importer, 'utf8').split('\n');
    const found = lines.findIndex(
      (line) => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`),
    );
    return Math.max(found, 0) + 1;
  } catch {
    return 1;
  }
}
