import type { Disagreement, Leaf } from './alternatives.ts';
import type { Place, Reading } from './reading.ts';
import type { Unusable } from './shape.ts';

/** Says why a type cannot be a column, and what can. */
export function complainUnusable(reading: Reading, place: Place, is: Unusable, text: string): null {
  const [because, hint] = REASONS[is];
  const named = because.replace('%', `\`${text}\``);
  return reading.complain(
    place,
    named,
    is === 'class' ? classHint(text) : hint,
    is === 'unresolved' ? 'TYPE_UNRESOLVED' : 'TYPE_UNSUPPORTED',
  );
}

const REASONS: Readonly<Record<Unusable, readonly [because: string, hint: string | null]>> = {
  any: [
    '% cannot be a column',
    'Name its type. For JSON write Record<string, any>, for values of any type Dynamic.',
  ],
  unknown: [
    '% cannot be a column',
    'Name its type. For JSON write Record<string, any>, for values of any type Dynamic.',
  ],
  unresolved: ['its type cannot be found', 'Is it imported, and its package installed?'],
  never: [
    '% cannot be a column, as nothing is of that type',
    'Do two of its tags or types contradict each other?',
  ],
  symbol: ['% cannot be a column', null],
  function: ['a function cannot be a column: %', 'Leave it out with Omit, or write it as a method.'],
  object: ['% says nothing about its properties', 'Write an interface, or Record<string, any> for JSON.'],
  class: ['% is a class of JavaScript, not a column', null],
  generic: [
    '% is not known here',
    'Write a concrete type: a row type cannot be a type parameter of the function or class around it.',
  ],
  tag: ['% is a tag with nothing to stand on', 'Write it behind a type: string & LowCardinality.'],
  rest: ['% has no fixed length', 'Write an array, or a tuple without `...`.'],
};

function classHint(text: string): string {
  if (/^(?:Readonly)?Map\b/.test(text)) return 'Write Record<string, …> for a Map.';
  if (/^(?:Readonly)?Set\b/.test(text)) return 'Write an array.';
  if (/^(?:Buffer|\w+Array|ArrayBuffer|Blob)\b/.test(text))
    return 'Write string, or FixedString<N> for N bytes.';
  if (/^(?:String|Number|Boolean|BigInt)\b/.test(text)) return 'Write the type in small letters.';
  return 'Leave it out with Omit, or write the type it is stored as.';
}

/** A union of types that no ClickHouse type holds together. */
export function complainMixed(reading: Reading, place: Place, leaves: readonly Leaf[]): null {
  const texts = [
    ...new Set(
      leaves.map((leaf) =>
        leaf.kind === 'literal' && typeof leaf.value === 'boolean' ? 'boolean' : leaf.text(),
      ),
    ),
  ];
  return reading.complain(
    place,
    `a union of different types cannot be a column: \`${texts.join(' | ')}\``,
    `Write one type, or Variant<[${texts.slice(0, 3).join(', ')}]>.`,
  );
}

/** A union whose members have tags that exclude each other. */
export function complainDisagreement(reading: Reading, place: Place, { tag, texts }: Disagreement): null {
  return reading.complain(
    place,
    `the types of the union disagree on its ${tag}: ${texts.join(' or ')}`,
    'Write one of them.',
  );
}
