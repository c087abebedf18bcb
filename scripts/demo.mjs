// The main job on a real ClickHouse, from code to changed tables, in under a minute: npm run demo [-- --full]
// Nothing but Node and npm is needed, and nothing stays: the project, the server and its data are temporary.
// Every command is really run, through the built command line; one that ends in another way than expected ends the demo with 1.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const showsAll = process.argv.includes('--full');
const hasColors = process.env.NO_COLOR
  ? false
  : process.stdout.isTTY === true || Boolean(process.env.FORCE_COLOR);
/** @type {(code: number) => (text: string) => string} */
const paint = (code) => (text) => (hasColors ? `\u001b[${code}m${text}\u001b[0m` : text);
const [bold, red, green, cyan, dim] = [1, 31, 32, 36, 2].map(paint);
const print = (text = '') => process.stdout.write(`${text}\n`);

let sections = 0;
function section(title, ...sentences) {
  sections += 1;
  print(`\n${bold(`${sections}. ${title}`)}`);
  for (const sentence of sentences) print(`   ${sentence}`);
}

/** What makes the demo end with 1: the tool did something else than this script says. */
class Unexpected extends Error {}

const LAST = 2;

/** A long output is cut in its middle. */
function showOutput(text, limit) {
  const lines = text.trimEnd().split('\n');
  const cut = showsAll ? 0 : lines.length - limit - LAST;
  const shown =
    cut <= 0
      ? lines
      : [
          ...lines.slice(0, limit),
          dim(`… ${cut} more lines; all of them with: npm run demo -- --full`),
          ...lines.slice(-LAST),
        ];
  for (const line of shown) print(`   ${dim('│')} ${line}`);
}

async function moose(project, words, { expected, because, limit = 60 }) {
  print(`\n   ${cyan('$')} ${bold(`moose ${words}`)}`);
  const started = performance.now();
  // As a shell would set it up, but for what could lead the command to another server or allow what must be refused here.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MOOSE_')));
  const child = spawn(process.execPath, [join(root, 'dist/bin/moose.js'), ...words.split(' ')], {
    cwd: project,
    env: hasColors ? { ...env, FORCE_COLOR: '1' } : { ...env, NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  showOutput(text, limit);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code !== expected)
    throw new Unexpected(`moose ${words} ended with ${code}; ${expected} was expected (${because}).`);
  print(`   ${green('✓')} exit code ${code}: ${because} ${dim(`(${seconds} s)`)}`);
  return text;
}

/** Changes the project as an editor would; a piece that is not there means that the example moved on without the demo. */
function edit(project, file, pieces) {
  const path = join(project, file);
  let text = readFileSync(path, 'utf8');
  for (const [before, after] of pieces) {
    if (text.split(before).length !== 2)
      throw new Unexpected(`${file} of the example holds this piece not exactly once: ${before.trim()}`);
    text = text.replace(before, () => after);
    for (const line of before.split('\n').filter((line) => line.trim() !== '' && !after.includes(line)))
      print(`   ${dim(file)} ${red(`- ${line.trim()}`)}`);
    for (const line of after.split('\n').filter((line) => line.trim() !== '' && !before.includes(line)))
      print(`   ${dim(file)} ${green(`+ ${line.trim()}`)}`);
  }
  writeFileSync(path, text);
}

/** Sends a statement to the demo's server by hand, past moose, and answers what it says. */
async function sql(engine, statement, shown = statement) {
  print(`\n   ${cyan('sql>')} ${bold(shown)}`);
  const response = await fetch(`${engine.url}/?database=local`, {
    method: 'POST',
    // An idle connection would hold the server back for seconds when it is stopped.
    headers: {
      'X-ClickHouse-User': engine.username,
      'X-ClickHouse-Key': engine.password,
      Connection: 'close',
    },
    body: statement,
  });
  const text = (await response.text()).trim();
  if (!response.ok) throw new Unexpected(`ClickHouse answered: ${text}`);
  return text;
}

async function countRows(engine, table, expected) {
  const answer = await sql(engine, `SELECT count() FROM ${table}`);
  print(`   ${dim('│')} ${answer}`);
  if (answer !== String(expected))
    throw new Unexpected(`${table} holds ${answer} rows; ${expected} were expected.`);
}

/** The one embedded ClickHouse of the demo. Its source is TypeScript, which Node 20 does not run: esbuild makes it one file. */
async function startEngine() {
  const { build } = await import('esbuild');
  const outfile = join(root, 'dist/demo/engine.js');
  await build({
    stdin: {
      contents: "export * from './embedded-server.ts'; export * from './embedded-config.ts';",
      resolveDir: join(root, 'src/drivers/embedded'),
    },
    external: ['esbuild', 'chdb', 'ffi-rs', '@chdb/*'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    outfile,
    logLevel: 'warning',
  });
  const { startEmbedded, emptyEmbeddedConfig } = await import(pathToFileURL(outfile).href);
  return startEmbedded({ path: null, databases: ['local'], config: emptyEmbeddedConfig });
}

/** As moose.config.toml of any project, with the address of the demo's server. */
function writeConfig(project, engine) {
  const { hostname, port } = new URL(engine.url);
  const lines = [
    'source_dir = "app"',
    '',
    '[features]',
    'olap = true',
    'streaming_engine = true',
    '',
    '[clickhouse_config]',
    'db_name = "local"',
    `user = "${engine.username}"`,
    `password = "${engine.password}"`,
    `host = "${hostname}"`,
    `host_port = ${port}`,
    'use_ssl = false',
    '',
  ];
  writeFileSync(join(project, 'moose.config.toml'), lines.join('\n'), { mode: 0o600 });
}

const ROWS = 3;
const INSERT = `INSERT INTO page_views (id, at, site, visitor, path, device, readyAfter) VALUES
  ('v1', now(), 'blog', 'ann', '/', 'desktop', 210), ('v2', now(), 'blog', 'bob', '/about', 'mobile', 540), ('v3', now(), 'shop', 'ann', '/', 'tablet', 380)`;

async function play(project, engine) {
  section(
    'Make a plan',
    'The code is compared with the server. Nothing is changed; three files are written for review.',
  );
  await moose(project, 'migrate generate --save', { expected: 0, because: 'a plan was made', limit: 24 });

  section(
    'Apply it',
    'The saved plan is run as it stands; then the server is read again and compared with the code.',
  );
  await moose(project, 'migrate', { expected: 0, because: 'everything ran and was verified' });
  await sql(engine, INSERT, `INSERT INTO page_views … ${ROWS} rows`);
  await countRows(engine, 'page_views', ROWS);

  section('Change the code', 'A column is new, one grows, one goes.');
  edit(project, 'app/rows.ts', [
    [
      '  path: string;\n',
      '  path: string;\n  /** Two letters, upper case. */\n  country: string & LowCardinality;\n',
    ],
    ['  UInt16,\n', '  UInt32,\n'],
    ['readyAfter: UInt16;', 'readyAfter: UInt32;'],
    ['  experiments: string[];\n', ''],
  ]);
  await moose(project, 'migrate generate --sql --save', { expected: 0, because: 'a second plan was made' });

  section(
    'What loses data needs a yes',
    'Hazards stand in the plan by name. Without approval, apply does not start.',
  );
  await moose(project, 'migrate', { expected: 4, because: 'refused, nothing was changed' });
  await moose(project, 'migrate --allow DELETES_DATA', {
    expected: 0,
    because: 'allowed by name, ran and verified',
  });
  await countRows(engine, 'page_views', ROWS);

  section('Nothing is left to do', 'The same code against the same server plans nothing.');
  await moose(project, 'migrate generate --exit-code', {
    expected: 0,
    because: 'no differences (2 would mean some)',
  });

  section(
    'Someone else changes the server',
    'A further plan is saved; before it is applied, a column is added by hand.',
  );
  edit(project, 'app/rows.ts', [['  element: string;\n', '  element: string;\n  text: string;\n']]);
  await moose(project, 'migrate generate --save', { expected: 0, because: 'a third plan was made' });
  await sql(engine, 'ALTER TABLE clicks ADD COLUMN debug String');
  await moose(project, 'migrate', { expected: 3, because: 'drift, nothing was changed' });
}

async function main() {
  const started = performance.now();
  if (!existsSync(join(root, 'dist/bin/moose.js'))) {
    print('Building the command line first …');
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
  }
  const project = mkdtempSync(join(tmpdir(), 'moose-demo-'));
  let engine = null;
  try {
    section(
      'A project and an empty ClickHouse',
      `examples/web-analytics: 4 tables, 2 materialized views with one more table, a view. Copied to ${project}.`,
      'Its 2 streams are only recorded here: topics need a broker. README.md says under "Topics" how to start one.',
    );
    cpSync(join(root, 'examples/web-analytics'), project, { recursive: true });
    engine = await startEngine();
    writeConfig(project, engine);
    print(
      `   ClickHouse ${engine.version} runs as a child process and listens on this machine only. It ends with the demo.`,
    );
    print(`   \`moose\` below is ${join(root, 'dist/bin/moose.js')}.`);
    await play(project, engine);
    print(
      `\n${bold(green('Done'))} in ${((performance.now() - started) / 1000).toFixed(0)} s: planned, applied, changed without losing a row, and stopped at a drift.`,
    );
    print('Next: README.md says what a project looks like; examples/web-analytics/app is this one.');
  } finally {
    await engine?.stop();
    rmSync(project, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  process.exitCode = 1;
  print(
    `\n${bold(red('The demo failed.'))} ${error instanceof Unexpected || error?.code !== undefined ? error.message : error.stack}`,
  );
  if (error?.hint) print(error.hint);
}
