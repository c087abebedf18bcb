import type { ValueOf } from '../../src/drivers/kafka/codec.ts';
import type { fetch4 } from '../../src/drivers/kafka/messages/fetch.ts';
import type { listOffsets1 } from '../../src/drivers/kafka/messages/use.ts';

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}

/** One record batch with these keys, as a broker stores it: https://kafka.apache.org/documentation/#recordbatch */
export function recordBatch(keys: readonly (string | null)[], compression = 0): Buffer {
  const records = keys.map((key, offset) => {
    const text = Buffer.from(key ?? '');
    const parts = [
      Buffer.from([0]),
      varint(0),
      varint(offset),
      varint(key === null ? -1 : text.length),
      text,
    ];
    const body = Buffer.concat([...parts, varint(1), Buffer.from('v'), varint(0)]);
    return Buffer.concat([varint(body.length), body]);
  });
  const head = Buffer.alloc(61);
  const body = Buffer.concat(records);
  head.writeInt32BE(49 + body.length, 8);
  head.writeInt8(2, 16);
  head.writeInt16BE(compression, 21);
  head.writeInt32BE(keys.length - 1, 23);
  head.writeInt32BE(keys.length, 57);
  return Buffer.concat([head, body]);
}

/** The messages of a fake cluster: all of a topic in its partition 0. */
export class FakeMessages {
  private readonly keys = new Map<string, readonly (string | null)[]>();

  fill(topic: string, keys: readonly (string | null)[]): void {
    this.keys.set(topic, keys);
  }

  offsets({ topics }: ValueOf<typeof listOffsets1.request>): ValueOf<typeof listOffsets1.response> {
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ index, timestamp }) => {
          const count = index === 0 ? (this.keys.get(name)?.length ?? 0) : 0;
          return { index, errorCode: 0, timestamp, offset: BigInt(timestamp === -2n ? 0 : count) };
        }),
      })),
    };
  }

  read({ topics }: ValueOf<typeof fetch4.request>): ValueOf<typeof fetch4.response> {
    return {
      throttleMs: 0,
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ index }) => {
          const keys = this.keys.get(name) ?? [];
          const end = BigInt(keys.length);
          const parts = { index, errorCode: 0, highWatermark: end, lastStableOffset: end, aborted: null };
          return { ...parts, records: index === 0 && keys.length > 0 ? recordBatch(keys) : Buffer.alloc(0) };
        }),
      })),
    };
  }
}
