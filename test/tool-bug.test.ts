import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, vi } from 'vitest';
import { TOOL_VERSION } from '../src/version.ts';
import { describeWithEngine, engineUrl, freshDatabase, sharedEngine } from './support/engine.ts';
import { type CommandProject, commandProject, type Ended, run } from './support/moose.ts';

// Each test starts a process: a limit for a hang on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const SECRET = 'hunter2-of-the-config';

/** Breaks Node where the tool relies on it, once it asks the server: no code of the tool knows of it. */
const FAULTS = {
  'a throw in a command': `crypto.createHash = fault;`,
  'a promise that nobody waits for': `onRequest(() => void Promise.reject(bug()));`,
  'a throw in a callback': `onRequest(() => process.nextTick(fault));`,
  'a throw in a timer': `onRequest(() => setTimeout(fault, 1));`,
} as const;

function faultCode(fault: string): string {
  return `
import crypto from 'node:crypto';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
const bug = () => new TypeError('x is not a function, with ${SECRET} at http://amy:other-secret@db.example/x');
const fault = () => { throw bug(); };
const { request } = http;
const onRequest = (act) => { http.request = (...args) => { act(); http.request = request; return request(...args); }; };
const { write } = http.ClientRequest.prototype;
const onStatement = (act) => {
  http.ClientRequest.prototype.write = function (chunk, ...rest) {
    if (/^CREATE TABLE .*orders/.test(String(chunk))) act();
    return Reflect.apply(write, this, [chunk, ...rest]);
  };
};
${fault}
syncBuiltinESMExports();`;
}

function shop(): CommandProject {
  return commandProject({
    'moose.config.toml': `source_dir = "app"\n\n[clickhouse_config]\npassword = "${SECRET}"\n`,
    'app/index.ts': `import { type Key, OlapTable } from 'moose-migrate';
export interface Order { id: Key<number>; }
export const orders = new OlapTable<Order>('orders');
`,
  });
}

function broken(fault: string, ...flags: readonly string[]): Promise<Ended> {
  const project = shop();
  const args = ['migrate', 'generate', ...flags, '--clickhouse-url', engineUrl()];
  return run('moose', args, { cwd: project.directory, env: withFault(project, fault) });
}

/** In a file of its own, so that no stack quotes it. */
function withFault(project: CommandProject, fault: string): Readonly<Record<string, string>> {
  project.write('fault.mjs', faultCode(fault));
  return { NODE_OPTIONS: `--import=${pathToFileURL(join(project.directory, 'fault.mjs')).href}` };
}

function expectNoSecrets(text: string): void {
  for (const secret of [SECRET, 'other-secret', sharedEngine().password]) expect(text).not.toContain(secret);
}

describeWithEngine('a bug of the tool', () => {
  it.each(Object.entries(FAULTS))('%s: exit 70 and a short report, the stack in a file', async (_, fault) => {
    const { code, stdout, stderr } = await broken(fault);
    expect({ code, stdout }).toEqual({ code: 70, stdout: '' });
    expect(stderr).toContain(`error TOOL_BUG moose-migrate ${TOOL_VERSION} (Node ${process.version}`);
    expect(stderr).toContain('x is not a function');
    expect(stderr).toContain('command: moose migrate generate --clickhouse-url ***@');
    expect(stderr).not.toMatch(/^\s+at /m);
    expectNoSecrets(stderr);
    const [file = ''] = /\/\S+moose-migrate-bug-\d+-\d+\.txt/.exec(stderr) ?? [];
    const stack = readFileSync(file, 'utf8');
    rmSync(file);
    expect(stack).toMatch(/^TypeError: x is not a function.*\n\s+at /m);
    expectNoSecrets(stack);
  });

  it('is one document with --json', async () => {
    const { code, stdout, stderr } = await broken(FAULTS['a throw in a timer'], '--json');
    expect({ code, stderr }).toEqual({ code: 70, stderr: '' });
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code: 'TOOL_BUG', exitCode: 70, hint: expect.stringContaining('--json') });
    const [file = ''] = /\/\S+\.txt/.exec(error.hint) ?? [];
    expect(basename(file)).toMatch(/^moose-migrate-bug-/);
    rmSync(file);
    expectNoSecrets(stdout);
  });

  it('in the middle of a migration says what is unknown, and resume finishes it', async () => {
    const project = shop();
    const database = await freshDatabase('bug');
    const on = ['--clickhouse-url', database.url];
    expect((await project.moose('migrate', 'generate', '--save', ...on)).code).toBe(0);
    const fault = 'onStatement(() => process.nextTick(fault));';
    const options = { cwd: project.directory, env: withFault(project, fault) };
    const { code, stderr } = await run('migrate', ['apply', ...on], options);
    expect(code).toBe(70);
    expect(stderr).toContain('error TOOL_BUG');
    expect(stderr).toContain(`unknown + Table ${database.name}.orders`);
    expect(stderr).toContain('`migrate resume`');
    rmSync(/\/\S+\.txt/.exec(stderr)?.[0] ?? '');
    expect((await project.moose('migrate', 'resume', ...on)).code).toBe(0);
  });

  it('shows its stack with --debug, and writes none', async () => {
    const { code, stderr } = await broken(FAULTS['a throw in a command'], '--debug');
    expect(code).toBe(70);
    expect(stderr).toMatch(/^TypeError: x is not a function.*\n\s+at /m);
    expect(stderr).not.toContain('.txt');
    expectNoSecrets(stderr);
  });
});
