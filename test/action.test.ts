import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { mooseCommand } from '../src/cli/program.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const INPUT = z.strictObject({ description: z.string(), required: z.literal(false), default: z.string() });
const STEP = z.strictObject({
  name: z.string(),
  id: z.string().optional(),
  if: z.string().optional(),
  shell: z.literal('bash'),
  'working-directory': z.string().optional(),
  env: z.record(z.string(), z.string()),
  run: z.string(),
});
const ACTION = z.strictObject({
  name: z.string(),
  description: z.string().max(125),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(z.string(), INPUT),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({ using: z.literal('composite'), steps: z.array(STEP) }),
});

const text = readFileSync(join(root, 'action.yml'), 'utf8');
const action = ACTION.parse(parse(text));
const guide = readFileSync(join(root, 'docs', 'github-actions.md'), 'utf8');
const { steps } = action.runs;

/** Every command of the tool in a script or page: its words, and its flags. */
function commandsIn(
  script: string,
): readonly { readonly words: readonly string[]; readonly flags: readonly string[] }[] {
  return [...script.matchAll(/(?:words=\(|moose )(migrate [a-z]+)((?: +[^\n)]*)?)/g)].map(
    ([, words = '', rest = '']) => ({
      words: words.split(' '),
      flags: [...rest.matchAll(/(?<!\S)--[a-z-]+/g)].map(([flag]) => flag),
    }),
  );
}

function found(words: readonly string[]): Command | undefined {
  return words.reduce<Command | undefined>(
    (command, word) => command?.commands.find((each) => each.name() === word),
    mooseCommand(),
  );
}

describe('action.yml', () => {
  it('applies by itself only what was pushed to the default branch', () => {
    const condition = steps.find(({ run }) => run.includes('migrate apply'))?.if ?? '';
    expect(condition).toContain("github.event_name == 'push'");
    expect(condition).toContain('github.event.repository.default_branch');
  });

  it('calls commands and flags that there are', () => {
    const scripts = steps.map(({ run }) => run);
    const called = scripts.flatMap(commandsIn);
    expect(called.map(({ words }) => words.join(' '))).toEqual(['migrate check', 'migrate apply']);
    for (const { words, flags } of called) {
      const known = found(words)?.options.map(({ long }) => long) ?? [];
      for (const flag of flags) expect(known).toContain(flag);
    }
    // Flags that are added later belong to the command of the same script.
    for (const script of scripts) {
      const [command] = commandsIn(script);
      const known =
        command === undefined ? [] : (found(command.words)?.options.map(({ long }) => long) ?? []);
      const added = [...script.matchAll(/words\+=\((--[a-z-]+)/g)].map(([, flag = '']) => flag);
      for (const flag of added) expect(known).toContain(flag);
    }
  });

  it('puts no value into a script, but by the environment', () => {
    for (const { run } of steps) expect(run).not.toContain('${{');
  });

  it('uses every input, and none that it does not have', () => {
    const used = new Set([...text.matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(action.inputs).sort());
  });

  it('names its own steps', () => {
    const ids = new Set(steps.flatMap(({ id }) => (id === undefined ? [] : [id])));
    const named = [...text.matchAll(/steps\.([a-z-]+)\./g)].map(([, name = '']) => name);
    expect(named.filter((name) => !ids.has(name))).toEqual([]);
  });

  it('is described in full by its page', () => {
    for (const name of Object.keys(action.inputs)) expect(guide).toContain(`| \`${name}\` |`);
    for (const name of Object.keys(action.outputs)) expect(guide).toContain(`\`${name}\``);
    const [workflow] = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => parse(yaml));
    const given = workflow.jobs.migration.steps.at(-1).with;
    expect(Object.keys(given).filter((name) => !(name in action.inputs))).toEqual([]);
    for (const { words, flags } of commandsIn(guide)) {
      const known = found(words)?.options.map(({ long }) => long);
      expect(known, words.join(' ')).toBeDefined();
      for (const flag of flags) expect(known).toContain(flag);
    }
  });
});

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs a script of the action as a runner would, with stand-ins for the programs it calls; answers what they were told. */
function play(id: string, env: Readonly<Record<string, string>>, answers: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'moose-action-'));
  made.push(folder);
  mkdirSync(join(folder, 'bin'));
  for (const [program, answer] of Object.entries(answers)) {
    const file = join(folder, 'bin', program);
    writeFileSync(file, `#!/bin/bash\nprintf '%s\\n' "${program} $*" >> "${folder}/calls"\n${answer}\n`);
    chmodSync(file, 0o755);
  }
  for (const name of ['calls', 'output', 'summary']) writeFileSync(join(folder, name), '');
  const step = steps.find((each) => each.id === id || each.name === id);
  let code = 0;
  try {
    execFileSync('bash', ['-c', step?.run ?? 'exit 99'], {
      cwd: folder,
      stdio: 'pipe',
      env: {
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
        GITHUB_OUTPUT: join(folder, 'output'),
        GITHUB_STEP_SUMMARY: join(folder, 'summary'),
        ...Object.fromEntries(
          Object.entries(env).map(([name, value]) => [name, value.replace('FOLDER', folder)]),
        ),
      },
    });
  } catch (error) {
    code = (error as { status: number }).status;
  }
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return { code, calls: read('calls'), output: read('output'), summary: read('summary') };
}

describe('the scripts of the action', () => {
  const REPORT = { ALLOW: '', FOLDER: 'apps/$(shop)', REPORT: 'FOLDER/report.md' };

  it('keep the report of a check that failed, and its exit code', () => {
    const { code, output, summary, calls } = play(
      'check',
      { ...REPORT, ALLOW: 'DELETES_DATA' },
      { npx: 'echo "## Migration"; exit 4' },
    );
    expect(code).toBe(0);
    expect(calls).toBe('npx --no-install moose migrate check --format markdown --allow DELETES_DATA\n');
    expect(summary).toBe('<!-- moose-migrate in apps/--shop- -->\n## Migration\n');
    expect(output).toMatch(/^exit-code=4\nreport=.*report\.md\n$/);
  });

  it('say so when there is no report', () => {
    expect(play('check', REPORT, { npx: 'exit 1' }).summary).toContain('could not be checked (exit code 1)');
  });

  it('end as apply ends', () => {
    const env = { ALLOW: '', CLICKHOUSE_URL: 'clickhouse://ann:pa$$word@host/db', LOCK_TIMEOUT: '7' };
    const { code, calls, output } = play('apply', env, { npx: 'exit 5' });
    expect({ code, output }).toEqual({ code: 5, output: 'exit-code=5\n' });
    expect(calls).toBe(
      'npx --no-install moose migrate apply --lock-timeout 7 --clickhouse-url clickhouse://ann:pa$$word@host/db\n',
    );
  });

  it.each([
    ['42', /gh api --method PATCH repos\/a\/b\/issues\/comments\/42 /],
    ['', /gh api --method POST repos\/a\/b\/issues\/7\/comments /],
  ])('keep one comment: found %j', (id, call) => {
    const env = { GH_TOKEN: 'x', REPOSITORY: 'a/b', NUMBER: '7', REPORT: 'FOLDER/summary' };
    const { code, calls } = play('Comment on the pull request', env, {
      gh: `[[ "$*" == *paginate* ]] && echo "${id}"; true`,
    });
    expect(code).toBe(0);
    expect(calls).toMatch(call);
  });
});
