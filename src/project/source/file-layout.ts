import type { Address } from '../../model/address.ts';
import { createNames, kebabCase, singularWords, wordsOf } from './names.ts';
import type { Known } from './view-source.ts';

/** One file a table or view, or one file a domain: tables whose names begin with the same word. */
export type Layout = 'table' | 'domain';

/** An object that wants a place in a file. */
export interface Placed extends Known {
  /** Folder below the output directory; empty for the project's own database. */
  readonly folder: string;
  /** Addresses of the objects whose constants its code names. */
  readonly needs: readonly Address[];
}

const VIEWS = 'views';

/** Which file each object stands in, without extension. @param objects in the order in which they can be declared */
export function layOut(objects: readonly Placed[], layout: Layout): ReadonlyMap<Address, string> {
  return layout === 'table' ? oneFileEach(objects) : byDomain(objects);
}

function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function oneFileEach(objects: readonly Placed[]): ReadonlyMap<Address, string> {
  const names = createNames(['index'], (path) => path.toLowerCase());
  const files = objects.map(({ address, folder, name, kind }) => {
    const base = kebabCase(wordsOf(name)) || kind;
    return [address, names.take(inFolder(folder, base), inFolder(folder, `${base}-${kind}`))] as const;
  });
  return new Map(files);
}

/** The word that a name's domain is called by: `order_items` and `orders` are both of `order`. */
function domainOf(name: string): string {
  const [first = 'tables'] = wordsOf(name);
  return kebabCase(singularWords([first]));
}

/**
 * A view stands with its domain when it needs nothing else; all others stand together in one file, which imports from the
 * domains and is imported by none: so files never import each other in a circle.
 */
function byDomain(objects: readonly Placed[]): ReadonlyMap<Address, string> {
  const files = new Map<Address, string>();
  for (const object of objects) {
    const domain = domainOf(object.name);
    const own = inFolder(object.folder, ['index', VIEWS].includes(domain) ? `${domain}-tables` : domain);
    const isAtHome = object.needs.every((address) => files.get(address) === own);
    files.set(object.address, object.kind === 'table' || isAtHome ? own : VIEWS);
  }
  return files;
}
