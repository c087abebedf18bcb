/** Writes Kafka's primitive types, big-endian: https://kafka.apache.org/protocol#protocol_types */
export class WireWriter {
  private readonly pieces: Buffer[] = [];

  int8(value: number): void {
    const piece = Buffer.alloc(1);
    piece.writeInt8(value);
    this.pieces.push(piece);
  }

  int16(value: number): void {
    const piece = Buffer.alloc(2);
    piece.writeInt16BE(value);
    this.pieces.push(piece);
  }

  int32(value: number): void {
    const piece = Buffer.alloc(4);
    piece.writeInt32BE(value);
    this.pieces.push(piece);
  }

  int64(value: bigint): void {
    const piece = Buffer.alloc(8);
    piece.writeBigInt64BE(value);
    this.pieces.push(piece);
  }

  /** Seven bits in each byte, the lowest first. */
  unsignedVarint(value: number): void {
    const bytes: number[] = [];
    let rest = value;
    while (rest > 0x7f) {
      bytes.push((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.pieces.push(Buffer.from([...bytes, rest]));
  }

  bytes(value: Uint8Array): void {
    this.pieces.push(Buffer.from(value));
  }

  written(): Buffer {
    return Buffer.concat(this.pieces);
  }
}

/** Reads what {@link WireWriter} writes. Throws a RangeError when the message ends too early. */
export class WireReader {
  private at = 0;
  private readonly buffer: Buffer;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  int8(): number {
    return this.buffer.readInt8(this.step(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.step(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.step(4));
  }

  int64(): bigint {
    return this.buffer.readBigInt64BE(this.step(8));
  }

  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.buffer.readUInt8(this.step(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number of more than 32 bits');
  }

  bytes(length: number): Buffer {
    const start = this.step(length);
    if (this.at > this.buffer.length) throw new RangeError('the message ends too early');
    return this.buffer.subarray(start, this.at);
  }

  private step(length: number): number {
    if (length < 0) throw new RangeError('a negative length');
    const start = this.at;
    this.at += length;
    return start;
  }
}
