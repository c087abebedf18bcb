import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type Problem, problem, type SourcePosition } from '../../errors.ts';
import { frameAt } from './stack-positions.ts';

/** Code of a project that is not loaded, and by all that can be told never will be. */
export class NeverLoaded extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'NeverLoaded';
  }
}

const LIMIT_SECONDS = 60;
const LIMIT_VARIABLE = 'MOOSE_LOAD_SECONDS';

/**
 * Waits for code that is being loaded. Where nothing is left that could wake it up, Node would end the process without a word;
 * where a timer or a server keeps it alive, it would wait for ever.
 * @throws NeverLoaded
 */
export async function loaded(loading: Promise<unknown>): Promise<void> {
  const given = Number(process.env[LIMIT_VARIABLE]);
  const seconds = given > 0 ? given : LIMIT_SECONDS;
  let end = (): void => undefined;
  const never = new Promise<never>((_, reject) => {
    const idle = (): void => reject(new NeverLoaded('for something that nothing is left to bring about'));
    const timer = setTimeout(() => reject(new NeverLoaded(`for more than ${seconds} s`)), seconds * 1000);
    timer.unref();
    process.once('beforeExit', idle);
    end = () => {
      clearTimeout(timer);
      process.off('beforeExit', idle);
    };
  });
  try {
    await Promise.race([loading, never]);
  } finally {
    end();
  }
}

/** The problem of code that is never loaded, at the `await` that it stands at where there is but one. */
export function neverLoadedProblem(
  { message }: NeverLoaded,
  files: readonly string[],
  projectDir: string,
): Problem {
  const places = awaits(files, projectDir);
  const position = places.length === 1 ? (places[0] ?? null) : null;
  const named =
    places.length > 1
      ? `; it has an await in ${places.map(({ file, line }) => `${file}:${line}`).join(', ')}`
      : '';
  return problem('PROJECT_FAILED', `The code waits ${message} while it is loaded${named}`, {
    hint: `Two files that wait for each other's import never end; leave out what waits for the world while process.env.IS_LOADING_INFRA_MAP is set. ${LIMIT_VARIABLE} gives it another time than ${LIMIT_SECONDS} s.`,
    position,
    frame: position === null ? null : frameAt(position, projectDir),
  });
}

const SHOWN = 5;

/** Lines that wait outside of any function, as far as their indentation tells. */
function awaits(files: readonly string[], projectDir: string): readonly SourcePosition[] {
  const found = files
    .filter((file) => existsSync(file))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((text, at): readonly SourcePosition[] => {
          const column =
            /^[^\s/*].*?\bawait\b/.test(text) || text.startsWith('await') ? text.indexOf('await') : -1;
          return column < 0 ? [] : [{ file: relative(projectDir, file), line: at + 1, column: column + 1 }];
        }),
    );
  return found.slice(0, SHOWN);
}
