import type { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { migrateCommand, mooseCommand } from '../src/cli/program.ts';
import { commandProject, type Ended, run, temporaryFolder } from './support/moose.ts';

// Each test starts a process or two: a limit for a hang on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const GLOBALS = ['--json', '--quiet', '--debug', '--config', '--cwd', '--no-color'];

function below(command: Command, words: readonly string[]): readonly (readonly [string, Command])[] {
  return [
    [words.join(' '), command] as const,
    ...command.commands.flatMap((child) => below(child, [...words, child.name()])),
  ];
}

const COMMANDS = [...below(mooseCommand(), ['moose']), ...below(migrateCommand(), ['migrate'])];
const isGroup = (command: Command): boolean => command.commands.length > 0 && command.name() !== 'migrate';

describe('every command', () => {
  it.each(COMMANDS)('`%s` has the flags that all have', (_, command) => {
    expect(command.options.map(({ long }) => long)).toEqual(expect.arrayContaining(GLOBALS));
  });
});

/** What a command needs besides its flags. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = { unlock: ['lock-7'] };

function call(command: string, ...flags: readonly string[]): Promise<Ended> {
  const [bin, ...words] = command.split(' ');
  const wanted = ARGUMENTS[words.at(-1) ?? ''] ?? [];
  return run(bin === 'migrate' ? bin : 'moose', [...words, ...wanted, ...flags], { cwd: temporaryFolder() });
}

/** Both bins have the same commands: one of them is enough. */
const CALLED = COMMANDS.filter(([words, command]) => /^moose /.test(words) && !isGroup(command));
const GROUPS = COMMANDS.filter(([, command]) => isGroup(command));
const WRONG = 'source_dir = 7\n';

describe('a command that fails', () => {
  it.each(CALLED.filter(([words]) => words !== 'moose init'))(
    '`%s` is one document with --json, in the project of --cwd and with the file of --config',
    async (words) => {
      const project = commandProject({ 'other.toml': WRONG });
      const place = ['--cwd', project.directory, '--config', 'other.toml'];
      const { code, stdout, stderr } = await call(words, '--json', ...place);
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({
        schemaVersion: 1,
        error: { code: 'CONFIG_INVALID', exitCode: 1, problems: [{ position: { file: 'other.toml' } }] },
      });
    },
  );

  it.each(CALLED.filter(([words]) => words !== 'moose init'))(
    '`%s` is told with --quiet too, has causes with --debug, and no colours with --no-color',
    async (words) => {
      const flags = ['--quiet', '--debug', '--no-color'];
      const { code, stdout, stderr } = await call(words, ...flags);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('error CONFIG_MISSING');
      expect(stderr).toMatch(/^\s+at /m);
      expect(stderr).not.toContain('\u001b[');
    },
  );

  it.each(GROUPS)('`%s` without a command of its own is one document with --json', async (words) => {
    const { code, stdout, stderr } = await call(words, '--json');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'ARGUMENT_INVALID', message: expect.stringContaining(words), exitCode: 1 },
    });
  });

  it('`moose init` into a folder that is not empty is one document with --json', async () => {
    const project = commandProject({ 'notes.txt': 'mine' });
    const { code, stdout, stderr } = await call('moose init', '--json', '--cwd', project.directory);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'FILE_EXISTS', exitCode: 1 } });
  });
});
