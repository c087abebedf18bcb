// Measures the built command line as whole processes. Not a test: times depend on the machine, and on who else uses it.
//   npm run bench -- --runs 5 --tables 3,100,500 [--strict] [--json] [--no-apply]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { memoryWatch, runNode } from './processes.mjs';
import { editProject, writeProject } from './project.mjs';
import { median, min, ms, ratio, table } from './report.mjs';

const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    tables: { type: 'string', default: '3,100,500' },
    strict: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'no-apply': { type: 'boolean', default: false },
  },
});
const RUNS = Number(flags.runs);
const SIZES = flags.tables.split(',').map(Number);
const root = fileURLToPath(new URL('..', import.meta.url));
const CLI = join(root, 'dist', 'bin', 'migrate.js');

/** In ms, on two idle cores. */
const TARGETS = {
  'unchanged 100': 600,
  'unchanged 500': 1000,
  'cold, applied 100': 2000,
  'cold, empty 100': 2000,
  'cold, applied 500': 4000,
  'cold, empty 500': 4000,
};
const INTROSPECTION_TARGET = 300;
const MEMORY_TARGET = 200;

const say = (text) => process.stderr.write(`${text}\n`);
const samples = new Map();

function note(name, sample) {
  samples.set(name, [...(samples.get(name) ?? []), sample]);
}

async function openTarget() {
  // Beside the bundles of dist/, so that it finds the engine's child there.
  const outfile = join(root, 'dist', 'bench', 'engine.mjs');
  const banner = {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  };
  await build({
    entryPoints: [join(root, 'bench', 'engine.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['esbuild', 'chdb', 'ffi-rs', '@chdb/*'],
    banner,
    logLevel: 'warning',
  });
  return (await import(pathToFileURL(outfile).href)).startTarget();
}

function expectExit(result, what, codes = [0]) {
  if (!codes.includes(result.exitCode))
    throw new Error(
      `${what} ended with ${result.exitCode}:\n${result.stdout.slice(0, 2000)}\n${result.stderr.slice(0, 4000)}`,
    );
  return result;
}

const args = (command, target, database, more = []) => [
  CLI,
  command,
  '--json',
  '--debug',
  '--clickhouse-url',
  target.urlOf(database),
  ...more,
];

/** One command of the measured tool. */
async function command(project, target, database, name, more = [], options = {}) {
  return expectExit(
    await runNode(args(name, target, database, more), { cwd: project.folder, ...options }),
    `${name} of ${project.size} tables`,
  );
}

const forget = (project) => rmSync(join(project.folder, '.moose', 'cache'), { recursive: true, force: true });

async function freshDatabase(target, name) {
  await target.run(`DROP DATABASE IF EXISTS ${name} SYNC`);
  await target.run(`CREATE DATABASE ${name} ENGINE = Atomic`);
}

let changes = 0;

/** The measured situations; each gives the result of its command. */
const SITUATIONS = {
  async 'cold, empty'(project, target, options) {
    forget(project);
    return command(project, target, project.empty, 'generate', [], options);
  },
  async 'cold, applied'(project, target, options) {
    forget(project);
    return command(project, target, project.applied, 'generate', [], options);
  },
  async unchanged(project, target, options) {
    return command(project, target, project.applied, 'generate', [], options);
  },
  async 'one changed'(project, target, options) {
    changes += 1;
    editProject(project.folder, project.size, `extra_${changes}`);
    const result = await command(project, target, project.applied, 'generate', [], options);
    editProject(project.folder, project.size, null);
    return result;
  },
  async apply(project, target, options) {
    await freshDatabase(target, project.fresh);
    await command(project, target, project.fresh, 'generate', ['--save']);
    return command(project, target, project.fresh, 'apply', [], options);
  },
};

function operationsOf(result) {
  const lines = result.stdout.trim().split('\n');
  return JSON.parse(lines.at(-1) ?? '{}').operations?.length ?? null;
}

async function prepare(folder, target, size) {
  const project = {
    size,
    folder: join(folder, `p${size}`),
    empty: `empty_${size}`,
    applied: `applied_${size}`,
    fresh: `fresh_${size}`,
  };
  mkdirSync(project.folder);
  writeProject(project.folder, size);
  await freshDatabase(target, project.empty);
  await freshDatabase(target, project.applied);
  await command(project, target, project.applied, 'generate', ['--save']);
  await command(project, target, project.applied, 'apply');
  const still = operationsOf(await command(project, target, project.applied, 'generate'));
  if (still !== 0) throw new Error(`${size} tables: ${still} operations are planned after apply`);
  return project;
}

async function measureAll(projects, target, situations) {
  for (let run = 1; run <= RUNS; run += 1) {
    for (const project of projects) {
      note('node -e 0', await runNode(['-e', '0']));
      for (const name of situations)
        note(`${name} ${project.size}`, await SITUATIONS[name](project, target, {}));
    }
    say(`run ${run} of ${RUNS}, load ${loadavg()[0].toFixed(1)}`);
  }
}

/** Apart from the timed runs: looking costs time. */
async function measureMemory(projects, target, situations) {
  const rows = [];
  for (const project of projects) {
    for (const name of situations) {
      const { peaks, watch } = memoryWatch();
      await SITUATIONS[name](project, target, { watch });
      rows.push({ name: `${name} ${project.size}`, peaks });
    }
  }
  return rows;
}

async function measureIntrospection(target) {
  await freshDatabase(target, 'thousand');
  const columns = Array.from(
    { length: 17 },
    (_, at) => `c${at} LowCardinality(String) DEFAULT 'x${at}' COMMENT 'Column ${at}' CODEC(ZSTD(3))`,
  );
  const list = Array.from(
    { length: 1000 },
    (_, at) =>
      `CREATE TABLE thousand.t${at} (id UInt64, at DateTime64(3), total Decimal(12, 2), ${columns.join(', ')}) ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY (id, at) TTL toDateTime(at) + toIntervalDay(90)`,
  );
  for (let at = 0; at < list.length; at += 4)
    await Promise.all(list.slice(at, at + 4).map((statement) => target.run(statement)));
  return target.timeIntrospection('thousand', Math.max(3, RUNS));
}

function timeRows() {
  const baseline = min(samples.get('node -e 0').map(({ wall }) => wall));
  return [...samples].map(([name, all]) => {
    const walls = all.map(({ wall }) => wall);
    return {
      name,
      min: min(walls),
      median: median(walls),
      shown: min(all.map(({ shown }) => shown)),
      cpu: min(all.map(({ cpu }) => cpu)),
      target: TARGETS[name] ?? null,
      baseline,
    };
  });
}

/** Phases of the fastest run of each situation. */
function phaseRows() {
  return [...samples].flatMap(([name, all]) => {
    const fastest = all.reduce((best, sample) => (sample.wall < best.wall ? sample : best));
    const last = fastest.stdout.trim().split('\n').at(-1) ?? '';
    const timings = last.startsWith('{') ? (JSON.parse(last).timings ?? []) : [];
    return timings.length === 0
      ? []
      : [
          `${name}: ${timings.map(({ name: phase, start, milliseconds }) => `${phase} ${Math.round(milliseconds)} (at ${Math.round(start)})`).join(' · ')}`,
        ];
  });
}

function show(rows, memory, introspection) {
  const times = rows.map((row) => [
    row.name,
    ms(row.min),
    ms(row.median),
    ms(row.shown),
    ms(row.cpu),
    row.target === null ? '' : ms(row.target),
    ratio(row.min, row.target),
    ratio(row.min, row.baseline),
  ]);
  console.log(
    table(['whole process, ms', 'min', 'median', 'shown', 'cpu', 'target', 'min/target', 'min/node'], times),
  );
  const intro = ['introspection', 'reading'].map((key) => introspection.map((sample) => sample[key]));
  console.log(
    `\n1,000 tables: introspection ${ms(min(intro[0]))} ms (median ${ms(median(intro[0]))}, target ${INTROSPECTION_TARGET}), understanding the texts the first time ${ms(min(intro[1]))} ms (cached in normal runs)`,
  );
  console.log(
    `\n${table(
      ['peak memory, MiB', 'ours', 'compiler', 'bundler', 'engine'],
      memory.map(({ name, peaks }) => [
        name,
        ...['ours', 'compiler', 'bundler', 'engine'].map((role) =>
          peaks[role] === undefined ? '' : ms(peaks[role]),
        ),
      ]),
    )}`,
  );
  console.log(
    `(target for ours: ${MEMORY_TARGET})\n\nPhases of the fastest run, ms:\n${phaseRows().join('\n')}`,
  );
}

function misses(rows, memory, introspection) {
  return [
    ...rows.filter((row) => row.target !== null && row.min > row.target).map(({ name }) => name),
    ...(min(introspection.map((sample) => sample.introspection)) > INTROSPECTION_TARGET
      ? ['introspection']
      : []),
    ...memory.filter(({ peaks }) => peaks.ours > MEMORY_TARGET).map(({ name }) => `memory of ${name}`),
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'moose-bench-'));
const target = await openTarget();
try {
  say(`Node ${process.version}, ClickHouse ${target.version}, load ${loadavg()[0].toFixed(1)}`);
  const situations = Object.keys(SITUATIONS).filter((name) => name !== 'apply' || !flags['no-apply']);
  const projects = [];
  for (const size of SIZES) projects.push(await prepare(folder, target, size));
  await measureAll(projects, target, situations);
  const memory = await measureMemory(projects, target, situations);
  const introspection = await measureIntrospection(target);
  const rows = timeRows();
  if (flags.json) console.log(JSON.stringify({ rows, memory, introspection }));
  else show(rows, memory, introspection);
  const missed = misses(rows, memory, introspection);
  if (missed.length > 0) say(`missed: ${missed.join(', ')}`);
  if (flags.strict && missed.length > 0) process.exitCode = 1;
} finally {
  await target.stop();
  rmSync(folder, { recursive: true, force: true });
}
