import { readFileSync } from 'node:fs';
import { type Diagnostic, DiagnosticCategory, type Program } from 'typescript/unstable/sync';
import { type Problem, problem } from '../../errors.ts';
import { codeFrame } from '../code-frame.ts';
import { shownPath } from './source-place.ts';

/** What TypeScript itself says of the user's files. */
export interface Diagnostics {
  readonly warnings: readonly Problem[];
  /** True when a name is declared in no file that was looked at. */
  readonly hasUnknownNames: boolean;
}

const UNKNOWN_NAMES = new Set([2304, 2503, 2552, 2694]);

/** Names of Node, of browsers and of test runners, whose declarations are not ours to ask for. */
const ABOUT_ENVIRONMENT = new Set([
  2318, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2688, 2867, 2868, 7016,
]);
const ENVIRONMENT_NAMES =
  /Cannot find (?:name|module|namespace) '(?:node:[^']*|process|Buffer|console|fetch|URL|URLSearchParams|Request|Response|Headers|AbortController|AbortSignal|TextEncoder|TextDecoder|crypto|performance|structuredClone|setTimeout|setInterval|setImmediate|clearTimeout|clearInterval|queueMicrotask|NodeJS|__dirname|__filename|require|module|global)'/;
const NODE_MODULES =
  /Cannot find module '(?:assert|buffer|child_process|crypto|dns|events|fs|http|https|net|os|path|querystring|readline|stream|timers|tls|url|util|v8|vm|worker_threads|zlib)(?:\/[^']*)?'/;

/**
 * TypeScript's complaints about the user's files, one for each line, as warnings: they do not keep a project from being read.
 * @param isStrict false leaves out what a project that is not written for strict null checks cannot know
 */
export function findDiagnostics(
  program: Program,
  projectDir: string,
  files: ReadonlySet<string>,
  isStrict: boolean,
): Diagnostics {
  const all = [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()];
  const own = all.filter(
    ({ fileName, category }) =>
      category === DiagnosticCategory.Error && fileName !== undefined && files.has(fileName),
  );
  const shown = own.filter((found) => !isAboutEnvironment(found) && (isStrict || !isAboutNull(found)));
  return {
    warnings: oneForEachLine(shown.map((found) => warning(found, projectDir))),
    hasUnknownNames: own.some((found) => UNKNOWN_NAMES.has(found.code) && !isAboutEnvironment(found)),
  };
}

function isAboutEnvironment({ code, text }: Diagnostic): boolean {
  return ABOUT_ENVIRONMENT.has(code) || ENVIRONMENT_NAMES.test(text) || NODE_MODULES.test(text);
}

/** Complaints that come of our strict null checks. */
function isAboutNull(found: Diagnostic): boolean {
  return (
    /\b(?:null|undefined|Object is possibly)\b/.test(chained(found).join(' ')) || ABOUT_NULL.has(found.code)
  );
}

const ABOUT_NULL = new Set([2454, 2531, 2532, 2533, 2564, 2721, 2722, 2723, 18046, 18047, 18048, 18049]);

function warning(found: Diagnostic, projectDir: string): Problem {
  const file = found.fileName ?? '';
  const text = textOf(file);
  const before = text.slice(0, found.pos);
  const line = before.split(/\r\n|\n|\r/).length;
  const column = found.pos - Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r'));
  return problem('TYPE_UNRESOLVED', `TS${found.code}: ${chained(found).join(' ')}`, {
    position: { file: shownPath(projectDir, file), line, column },
    frame: codeFrame(text, line, column, found.end - found.pos),
  });
}

function chained(found: Diagnostic): readonly string[] {
  return [found.text, ...(found.messageChain ?? []).flatMap(chained)];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return '';
  }
}

function oneForEachLine(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ position }) => {
    const place = `${position?.file}:${position?.line}`;
    const isNew = !seen.has(place);
    seen.add(place);
    return isNew;
  });
}
