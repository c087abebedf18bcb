import { gunzipSync } from 'node:zlib';
import { WireReader } from './wire.ts';

/** https://kafka.apache.org/documentation/#recordbatch */
const COMPRESSIONS = ['', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
const HEAD_BYTES = 61;
/** Before the length of a batch counts. */
const PREFIX_BYTES = 12;
const NEWEST_MAGIC = 2;
const CONTROL = 0x20;

/** How many messages were seen, and how many have a key. */
export interface SeenKeys {
  readonly looked: number;
  readonly keyed: number;
  /** Why some could not be seen; null when all were. */
  readonly obstacle: string | null;
}

interface Batch {
  readonly baseOffset: bigint;
  readonly compression: number;
  readonly isControl: boolean;
  readonly count: number;
  readonly records: Buffer;
}

/** The whole batches of an answer: its last one may be cut off. */
function batchesOf(answer: Buffer): readonly Batch[] | null {
  const batches: Batch[] = [];
  let at = 0;
  while (at + HEAD_BYTES <= answer.length) {
    const end = at + PREFIX_BYTES + answer.readInt32BE(at + 8);
    if (end > answer.length) break;
    if (answer.readInt8(at + 16) !== NEWEST_MAGIC) return null;
    const attributes = answer.readInt16BE(at + 21);
    batches.push({
      baseOffset: answer.readBigInt64BE(at),
      compression: attributes & 0x07,
      isControl: (attributes & CONTROL) !== 0,
      count: answer.readInt32BE(at + 57),
      records: answer.subarray(at + HEAD_BYTES, end),
    });
    at = end;
  }
  return batches;
}

/** Numbers within records are varints whose lowest bit is the sign; -1 stands for no key. */
function signed(reader: WireReader): number {
  const value = reader.unsignedVarint();
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** Times are 64 bits wide: they are stepped over. */
function skipVarint(reader: WireReader): void {
  while (reader.int8() < 0);
}

function seenIn({ baseOffset, count }: Batch, records: Buffer, from: bigint): SeenKeys {
  const reader = new WireReader(records);
  let [looked, keyed] = [0, 0];
  for (let index = 0; index < count; index += 1) {
    const record = new WireReader(reader.bytes(signed(reader)));
    record.int8();
    skipVarint(record);
    const offset = baseOffset + BigInt(signed(record));
    // Batches come whole, also with messages before the one that was asked for.
    if (offset < from) continue;
    looked += 1;
    if (signed(record) >= 0) keyed += 1;
  }
  return { looked, keyed, obstacle: null };
}

/**
 * Counts the messages with a key in the records of a Fetch answer. Their values are not looked at.
 * @param from offset of the first message that counts
 * @throws RangeError for what is no record batch
 */
export function keysIn(answer: Buffer, from: bigint): SeenKeys {
  const batches = batchesOf(answer);
  if (batches === null)
    return { looked: 0, keyed: 0, obstacle: 'they are stored in a format of before Kafka 0.11' };
  let all: SeenKeys = { looked: 0, keyed: 0, obstacle: null };
  for (const batch of batches.filter(({ isControl }) => !isControl)) {
    const { compression, records } = batch;
    if (compression > 1) {
      all = {
        ...all,
        obstacle: `they are compressed with ${COMPRESSIONS[compression] ?? 'something unknown'}`,
      };
      continue;
    }
    const seen = seenIn(batch, compression === 1 ? gunzipSync(records) : records, from);
    all = { ...all, looked: all.looked + seen.looked, keyed: all.keyed + seen.keyed };
  }
  return all;
}
