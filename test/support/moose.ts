import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** How a run of a built bin ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Over an environment without MOOSE_ variables and without wishes for colours. */
  readonly env: Readonly<Record<string, string>>;
  /** Reads this many bytes of stdout and hangs up; null reads all. */
  readonly hangUpAfter: number | null;
}

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const OWN_WISHES = /^(MOOSE_|NO_COLOR$|FORCE_COLOR$|TERM$)/;

/** Runs dist/bin/moose.js, or migrate.js, to its end. */
export function run(
  bin: 'moose' | 'migrate',
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<Ended> {
  const { cwd = tmpdir(), env = {}, hangUpAfter = null } = options;
  const file = join(dist, 'bin', `${bin}.js`);
  if (!existsSync(file)) throw new Error(`${file} is missing: npm run build`);
  const inherited = Object.entries(process.env).filter(([name]) => !OWN_WISHES.test(name));
  const child = spawn(process.execPath, [file, ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    if (hangUpAfter !== null && stdout.length >= hangUpAfter) child.stdout.destroy();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A project in a temporary folder that is removed when the test file ends. */
export interface CommandProject {
  readonly directory: string;
  write(file: string, text: string): void;
  read(file: string): string;
  /** Replaces a piece that must be there exactly once. */
  edit(file: string, from: string, to: string): void;
  /** `moose …` in the project. */
  moose(...args: readonly string[]): Promise<Ended>;
  /** Every file below a folder of the project, path and text. */
  files(folder: string): ReadonlyMap<string, string>;
}

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of a test's own. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'moose-cli-'));
  made.push(folder);
  return folder;
}

/** Makes a project of these files. */
export function commandProject(files: Readonly<Record<string, string>>): CommandProject {
  const directory = temporaryFolder();
  const read = (file: string): string => readFileSync(join(directory, file), 'utf8');
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  return {
    directory,
    read,
    write,
    edit(file, from, to) {
      const text = read(file);
      if (text.split(from).length !== 2) throw new Error(`${file} does not hold this once: ${from}`);
      write(
        file,
        text.replace(from, () => to),
      );
    },
    moose: (...args) => run('moose', args, { cwd: directory }),
    files: (folder) => filesBelow(join(directory, folder)),
  };
}

function filesBelow(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder).flatMap((name): readonly (readonly [string, string])[] => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? [...filesBelow(path)] : [[path, readFileSync(path, 'utf8')]];
  });
  return new Map(entries);
}
