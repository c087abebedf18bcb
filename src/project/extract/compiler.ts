import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { API, type Project } from 'typescript/unstable/sync';
import { AppError } from '../../errors.ts';
import type { OverlayConfig } from './overlay-config.ts';

/**
 * Starts the native TypeScript 7 compiler on a configuration, hands its project to `use` and ends it, whatever happens.
 * @throws AppError PROJECT_FAILED when the compiler is missing, breaks down or has no project
 */
export function withCompiler<T>(config: OverlayConfig, use: (project: Project) => T): T {
  const api = new API({
    tsserverPath: compilerPath(),
    cwd: dirname(config.path),
    fs: { readFile: (path) => (path === config.path ? config.text : undefined) },
  });
  try {
    const project = api.updateSnapshot({ openProjects: [config.path] }).getProject(config.path);
    if (project === undefined) throw new Error('no project was opened');
    return use(project);
  } catch (error) {
    throw isOwnMistake(error) ? error : compilerError(error);
  } finally {
    end(api);
  }
}

/** The binary of this platform, found from typescript's own folder, so that it is found under pnpm too and in our bundle. */
function compilerPath(): string {
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`;
  try {
    const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
    const folder = dirname(createRequire(typescript).resolve(`${platform}/package.json`));
    return join(folder, 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc');
  } catch (cause) {
    throw new AppError(
      'PROJECT_FAILED',
      `The TypeScript compiler for this platform is not installed (${platform})`,
      {
        hint: 'Install without --omit=optional, on the platform that runs it.',
        cause,
      },
    );
  }
}

/** Errors of the channel and of the compiler are plain Errors; anything more special was thrown by our own code. */
function isOwnMistake(error: unknown): boolean {
  return (
    error instanceof AppError ||
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof ReferenceError
  );
}

function compilerError(cause: unknown): AppError {
  const [reason = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  return new AppError('PROJECT_FAILED', `The TypeScript compiler broke down: ${reason}`, {
    hint: 'Check the project with `npx tsc --noEmit`. If that works, please report this with the sources.',
    cause,
  });
}

/**
 * Ended by SIGTERM, as `close` does, the compiler says "context canceled" on our standard error; and `close` first writes to it,
 * which fails when it has broken down. So the process is killed, and then the pipes are closed.
 */
function end(api: API): void {
  const client: unknown = Reflect.get(api, 'client');
  const channel: unknown = isRecord(client) ? client.channel : undefined;
  const child: unknown = isRecord(channel) ? channel.child : undefined;
  if (isRecord(child) && typeof child.kill === 'function') child.kill('SIGKILL');
  if (isRecord(channel) && typeof channel.close === 'function') channel.close();
  else api.close();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
