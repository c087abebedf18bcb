/** The property that carries tags. No value has it; it is optional, so that plain strings, numbers and dates stay assignable. */
export declare const mooseTag: unique symbol;

/** A note on a type: `K` is what it is about, `V` what it says. The other tags are made of it. */
export type Tag<K extends string, V> = { readonly [mooseTag]?: { readonly [P in K]: V } };

/** `T` with a tag; null and undefined in `T` stay, which a plain `T & Tag` would lose. */
export type Tagged<T, K extends string, V> = (T & Tag<K, V>) | (T & (null | undefined));
