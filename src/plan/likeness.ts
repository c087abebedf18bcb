import leven from 'leven';

function words(name: string): ReadonlySet<string> {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return new Set(parts.filter((part) => part !== ''));
}

function byLetters(a: string, b: string): number {
  const [left, right] = [[...words(a)].join(''), [...words(b)].join('')];
  const longest = Math.max(left.length, right.length);
  return longest === 0 ? 1 : 1 - leven(left, right) / longest;
}

/** `total_amount` and `amount_total` have all their words in common, in another order. */
function byWords(a: string, b: string): number {
  const [left, right] = [words(a), words(b)];
  const common = [...left].filter((word) => right.has(word)).length;
  return common / Math.max(1, left.size + right.size - common);
}

/** How alike two names are: 1 for equal, 0 for nothing in common. Case, `_` and the order of words have no weight. */
export function likeness(a: string, b: string): number {
  return Math.max(byLetters(a, b), byWords(a, b));
}
