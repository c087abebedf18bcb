import { expect, it, vi } from 'vitest';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { commandProject, run } from './support/moose.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Makes the standard error of a process a terminal, as far as a spinner can tell. */
const TERMINAL = `
Object.defineProperty(process.stderr, 'isTTY', { value: true });
for (const name of ['cursorTo', 'clearLine', 'moveCursor']) process.stderr[name] = () => true;`;

describeWithEngine('the spinner', () => {
  it('has no colours with --no-color, whatever the environment wants', async () => {
    const project = commandProject({
      'moose.config.toml': 'source_dir = "app"\n',
      // Work that lasts long enough to be shown.
      'app/index.ts': 'await new Promise((done) => setTimeout(done, 1000));\n',
    });
    const database = await freshDatabase('spinner');
    const env = {
      TERM: 'xterm-256color',
      FORCE_COLOR: '1',
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(TERMINAL)}`,
    };
    const words = async (...flags: readonly string[]): Promise<string> => {
      const args = ['generate', ...flags, '--clickhouse-url', database.url];
      return (await run('migrate', args, { cwd: project.directory, env })).stderr;
    };
    const [plain, coloured] = [await words('--no-color'), await words()];
    for (const text of [plain, coloured]) expect(text).toContain(' Reading the project');
    expect(coloured).toContain('\u001b[36m');
    expect(plain).not.toContain('\u001b[36m');
  });
});
