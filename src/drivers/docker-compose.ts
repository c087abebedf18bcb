import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';
import { AppError, problem } from '../errors.ts';

/** The compose file of a project: https://docs.docker.com/reference/compose-file/ */
export interface ComposeFile {
  /** Folder of the file, which is where docker is run. */
  readonly directory: string;
  /** `docker-compose.yml` */
  readonly name: string;
  readonly services: readonly ComposeService[];
}

export interface ComposeService {
  readonly name: string;
  /** Empty where the service is built. */
  readonly image: string;
}

/** In the order in which docker looks for them. */
const NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

const SHAPE = z.object({
  services: z.record(z.string(), z.object({ image: z.string().default('') }).nullable()).default({}),
});

/**
 * Reads which services a project's compose file starts; null without such a file.
 * @throws AppError FILE_INVALID
 */
export function readComposeFile(directory: string): ComposeFile | null {
  const name = NAMES.find((each) => existsSync(join(directory, each)));
  if (name === undefined) return null;
  const { services } = parseCompose(readFileSync(join(directory, name), 'utf8'), name);
  return {
    directory,
    name,
    services: Object.entries(services).map(([service, body]) => ({
      name: service,
      image: body?.image ?? '',
    })),
  };
}

function parseCompose(text: string, name: string): z.infer<typeof SHAPE> {
  try {
    // A file in which nothing stands is a mapping without keys.
    return SHAPE.parse(parse(text) ?? {});
  } catch (error) {
    if (!(error instanceof YAMLParseError || error instanceof z.ZodError)) throw error;
    const [place] = error instanceof YAMLParseError ? (error.linePos ?? []) : [];
    const position = place === undefined ? null : { file: name, line: place.line, column: place.col };
    const message = `${name} does not say which services there are`;
    throw new AppError('FILE_INVALID', message, {
      cause: error,
      problems: [problem('FILE_INVALID', message, { position })],
    });
  }
}

/** The service that is called so, or else runs such an image; null where there is none. */
export function serviceFor({ services }: ComposeFile, word: string): string | null {
  const named = services.find(({ name }) => name === word);
  return (named ?? services.find(({ image }) => image.includes(word)))?.name ?? null;
}

const ASK_LIMIT_MS = 15_000;

/** Why docker cannot start anything here; null when it can. */
export function dockerAbsence(): Promise<string | null> {
  return new Promise((resolve) => {
    execFile('docker', ['info'], { timeout: ASK_LIMIT_MS }, (error) => {
      if (error === null) resolve(null);
      else resolve(error.code === 'ENOENT' ? 'docker is not installed' : 'docker does not answer');
    });
  });
}

const WORDS_KEPT = 12;

/**
 * Starts services that are not running yet, and waits until their health checks pass.
 * @param tell told of each line that docker prints meanwhile
 * @param interrupt ends the wait
 * @throws AppError ENGINE_FAILED with docker's last words
 */
export async function composeUp(
  { directory, name }: ComposeFile,
  services: readonly string[],
  tell: (line: string) => void,
  interrupt: AbortSignal,
): Promise<void> {
  const words: string[] = [];
  const child = spawn('docker', ['compose', 'up', '-d', '--wait', ...services], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => void child.kill('SIGTERM');
  interrupt.addEventListener('abort', stop, { once: true });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = chunk.split('\n').map((line) => line.trim());
      for (const line of lines.filter((each) => each !== '')) {
        words.push(line);
        tell(line);
      }
      words.splice(0, words.length - WORDS_KEPT);
    });
  const code = await new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', resolve);
  });
  interrupt.removeEventListener('abort', stop);
  if (code === 0 || interrupt.aborted) return;
  throw new AppError(
    'ENGINE_FAILED',
    [`docker compose could not start ${services.join(' and ')}.`, ...words].join('\n'),
    { hint: `See what is wrong with ${name}: docker compose up ${services.join(' ')}` },
  );
}
