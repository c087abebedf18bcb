import { WireReader, WireWriter } from './wire.ts';

/** One type of Kafka's protocol, in both directions. */
export interface Codec<T> {
  write(writer: WireWriter, value: T): void;
  read(reader: WireReader): T;
}

/** The values that a codec carries. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never;

export const int8: Codec<number> = { write: (to, value) => to.int8(value), read: (from) => from.int8() };
export const int16: Codec<number> = { write: (to, value) => to.int16(value), read: (from) => from.int16() };
export const int32: Codec<number> = { write: (to, value) => to.int32(value), read: (from) => from.int32() };
export const int64: Codec<bigint> = { write: (to, value) => to.int64(value), read: (from) => from.int64() };
export const boolean: Codec<boolean> = {
  write: (to, value) => to.int8(value ? 1 : 0),
  read: (from) => from.int8() !== 0,
};

/** Lengths come in two forms: a number of fixed size, or, in the flexible versions, a varint that is one higher. */
interface Length {
  write(writer: WireWriter, length: number): void;
  read(reader: WireReader): number;
}

const SHORT: Length = { write: (to, length) => to.int16(length), read: (from) => from.int16() };
const LONG: Length = { write: (to, length) => to.int32(length), read: (from) => from.int32() };
const COMPACT: Length = {
  write: (to, length) => to.unsignedVarint(length + 1),
  read: (from) => from.unsignedVarint() - 1,
};

function nullableText(length: Length): Codec<string | null> {
  return {
    write(to, value) {
      const bytes = Buffer.from(value ?? '', 'utf8');
      length.write(to, value === null ? -1 : bytes.length);
      to.bytes(bytes);
    },
    read(from) {
      const size = length.read(from);
      return size < 0 ? null : from.bytes(size).toString('utf8');
    },
  };
}

function text(length: Length): Codec<string> {
  const nullable = nullableText(length);
  return { write: nullable.write, read: (from) => nullable.read(from) ?? '' };
}

function nullableList<T>(length: Length, item: Codec<T>): Codec<readonly T[] | null> {
  return {
    write(to, value) {
      length.write(to, value === null ? -1 : value.length);
      for (const each of value ?? []) item.write(to, each);
    },
    read(from) {
      const size = length.read(from);
      return size < 0 ? null : Array.from({ length: size }, () => item.read(from));
    },
  };
}

function list<T>(length: Length, item: Codec<T>): Codec<readonly T[]> {
  const nullable = nullableList(length, item);
  return { write: nullable.write, read: (from) => nullable.read(from) ?? [] };
}

export const string = text(SHORT);
export const nullableString = nullableText(SHORT);
export const compactString = text(COMPACT);
export const compactNullableString = nullableText(COMPACT);
export const array = <T>(item: Codec<T>) => list(LONG, item);
export const nullableArray = <T>(item: Codec<T>) => nullableList(LONG, item);
export const compactArray = <T>(item: Codec<T>) => list(COMPACT, item);
export const compactNullableArray = <T>(item: Codec<T>) => nullableList(COMPACT, item);

export const bytes: Codec<Buffer> = {
  write(to, value) {
    to.int32(value.length);
    to.bytes(value);
  },
  read: (from) => from.bytes(Math.max(from.int32(), 0)),
};

/** 16 bytes in the spelling of Kafka's tools, base64url without padding; null for the zero id, which means none. */
export const uuid: Codec<string | null> = {
  write: (to, value) => to.bytes(value === null ? Buffer.alloc(16) : Buffer.from(value, 'base64url')),
  read(from) {
    const id = from.bytes(16);
    return id.every((byte) => byte === 0) ? null : id.toString('base64url');
  },
};

type Fields = Readonly<Record<string, Codec<unknown>>>;
type StructOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** Fields one after the other, in the order in which they stand. */
export function struct<F extends Fields>(fields: F): Codec<StructOf<F>> {
  const entries = Object.entries(fields) as readonly (readonly [keyof F & string, Codec<unknown>])[];
  return {
    write(to, value) {
      for (const [name, codec] of entries) codec.write(to, value[name]);
    },
    // The keys are those of `fields`, each read by its own codec.
    read: (from) =>
      Object.fromEntries(entries.map(([name, codec]) => [name, codec.read(from)])) as StructOf<F>,
  };
}

/** A struct of a flexible version: followed by fields with numbers, of which we send none and skip all. */
export function tagged<F extends Fields>(fields: F): Codec<StructOf<F>> {
  const plain = struct(fields);
  return {
    write(to, value) {
      plain.write(to, value);
      tags.write(to, null);
    },
    read(from) {
      const value = plain.read(from);
      tags.read(from);
      return value;
    },
  };
}

/** https://cwiki.apache.org/confluence/display/KAFKA/KIP-482 */
export const tags: Codec<null> = {
  write: (to) => to.unsignedVarint(0),
  read(from) {
    const count = from.unsignedVarint();
    for (let at = 0; at < count; at += 1) {
      from.unsignedVarint();
      from.bytes(from.unsignedVarint());
    }
    return null;
  },
};

/** One version of one request and its answer. */
export interface Api<Request, Response> {
  readonly key: number;
  readonly name: string;
  readonly version: number;
  /** Flexible versions have fields with numbers in their headers too. */
  readonly isFlexible: boolean;
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
}

export type AnyApi = Api<unknown, unknown>;

export function encode<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new WireWriter();
  codec.write(writer, value);
  return writer.written();
}

export function decode<T>(codec: Codec<T>, buffer: Buffer): T {
  return codec.read(new WireReader(buffer));
}
