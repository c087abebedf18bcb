import { type TypeNode, textArgs } from './type-text.ts';

/** An integer type; Bool is not one. */
export interface IntegerShape {
  readonly bits: number;
  readonly signed: boolean;
}

/** `Int8` … `UInt256`; null for other types. */
export function integerShape(node: TypeNode): IntegerShape | null {
  const found = /^(U?)Int(8|16|32|64|128|256)$/.exec(node.name);
  return found === null ? null : { bits: Number(found[2]), signed: found[1] === '' };
}

/** Bits of a float's mantissa, which is how large an integer it holds exactly; null for other types. */
export function mantissaBits(node: TypeNode): number | null {
  return { BFloat16: 8, Float32: 24, Float64: 53 }[node.name] ?? null;
}

/** A decimal type; `width` is the size of its storage in bits. */
export interface DecimalShape {
  readonly precision: number;
  readonly scale: number;
  readonly width: 32 | 64 | 128 | 256;
}

const WIDEST: Readonly<Record<string, number>> = {
  Decimal32: 9,
  Decimal64: 18,
  Decimal128: 38,
  Decimal256: 76,
};

/** `Decimal(P, S)`, `Decimal64(S)`…; null for other types. */
export function decimalShape(node: TypeNode): DecimalShape | null {
  const numbers = textArgs(node).map(Number);
  const fixed = WIDEST[node.name];
  if (fixed !== undefined) return decimal(fixed, numbers[0] ?? 0);
  return node.name === 'Decimal' ? decimal(numbers[0] ?? 10, numbers[1] ?? 0) : null;
}

function decimal(precision: number, scale: number): DecimalShape {
  return {
    precision,
    scale,
    width: precision <= 9 ? 32 : precision <= 18 ? 64 : precision <= 38 ? 128 : 256,
  };
}

/** True when every value of one integer type is a value of the other. */
export function holdsEvery(after: IntegerShape, before: IntegerShape): boolean {
  if (before.signed && !after.signed) return false;
  return after.bits - (after.signed ? 1 : 0) >= before.bits - (before.signed ? 1 : 0);
}

/** Decimal digits of the largest value of an integer type. */
export function digitsOf(shape: IntegerShape): number {
  return Math.ceil((shape.bits - (shape.signed ? 1 : 0)) * Math.log10(2));
}
