/** Words of a name: `page_views`, `pageViews` and `page-views` are page and views. */
export function wordsOf(name: string): readonly string[] {
  const spaced = name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
  return spaced.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}

/** `PageViews`. */
export function pascalCase(words: readonly string[]): string {
  return words.map(capital).join('');
}

/** `pageViews`. */
export function camelCase([first = '', ...others]: readonly string[]): string {
  return first.toLowerCase() + pascalCase(others);
}

/** `page-views`. */
export function kebabCase(words: readonly string[]): string {
  return words.map((word) => word.toLowerCase()).join('-');
}

/** Words that end like plurals and are none, or have no singular of their own. */
const NO_PLURAL =
  /(?:series|news|species|status|analytics|statistics|metadata|address|access|process|ss|us|is)$/i;

/** One of what a word names many of, as far as its ending tells: `views` is `view`. */
export function singular(word: string): string {
  if (word.length < 4 || NO_PLURAL.test(word)) return word;
  if (/[^aeiou]ies$/i.test(word)) return word.replace(/ies$/i, 'y');
  if (/(?:ss|x|ch|sh)es$/i.test(word)) return word.slice(0, -2);
  return word.replace(/s$/i, '');
}

/** The words with the last one in the singular. */
export function singularWords(words: readonly string[]): readonly string[] {
  return words.map((word, at) => (at === words.length - 1 ? singular(word) : word));
}

const RESERVED = new Set(
  (
    'abstract any arguments as async await boolean break case catch class const continue debugger declare default delete do else enum eval ' +
    'export extends false finally for from function get if implements import in infer instanceof interface is keyof let module namespace ' +
    'never new null number object of package private protected public readonly require return set static string super switch symbol this ' +
    'throw true try type typeof undefined unique unknown var void while with yield NaN Infinity globalThis ' +
    'Array BigInt Boolean Date Error Function Map Number Object Omit Partial Pick Promise Readonly Record RegExp Set String Symbol sql'
  ).split(' '),
);

/** A name that TypeScript takes as it stands. */
export function isIdentifier(text: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text);
}

/** Gives out names, each once. */
export interface Names {
  /** The first candidate that is free and no word of the language; else the last one with a number behind it. */
  take(...candidates: readonly string[]): string;
}

/**
 * @param taken names that nobody may get
 * @param isAlike what counts as the same name; file names differ by more than case
 */
export function createNames(
  taken: Iterable<string>,
  isAlike: (name: string) => string = (name) => name,
): Names {
  const used = new Set([...taken].map(isAlike));
  const isFree = (name: string): boolean => name !== '' && !used.has(isAlike(name)) && !RESERVED.has(name);
  return {
    take(...candidates) {
      const last = candidates.at(-1) ?? 'name';
      let found = candidates.find(isFree);
      for (let number = 2; found === undefined; number += 1)
        if (isFree(`${last}${number}`)) found = `${last}${number}`;
      used.add(isAlike(found));
      return found;
    },
  };
}
