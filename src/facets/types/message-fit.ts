import { enumMembers, isEnum } from './enum.ts';
import {
  type DecimalShape,
  decimalShape,
  digitsOf,
  holdsEvery,
  integerShape,
  mantissaBits,
} from './numbers.ts';
import { innerTypes, parseType, printType, type TypeNode, textArgs, typeOf } from './type-text.ts';

/** How the values of a type, which come in a message, which is JSON, fit a column of another one. */
export type MessageFit =
  | { readonly is: 'fits' }
  /** It depends on the values, about which the types say nothing. */
  | { readonly is: 'may-not-fit'; readonly because: string }
  /** The type names values that the column refuses, or stores as others without a word. */
  | { readonly is: 'loses'; readonly because: string }
  /** No value fits. */
  | { readonly is: 'cannot' };

/** What becomes of a null in a column that holds none, as input_format_null_as_default has it. */
export const NULL_LOST = 'what is missing or null becomes the default value of the type, without a word';

const FITS: MessageFit = { is: 'fits' };
const CANNOT: MessageFit = { is: 'cannot' };
const WORST = ['fits', 'may-not-fit', 'loses', 'cannot'] as const satisfies readonly MessageFit['is'][];

function loses(because: string): MessageFit {
  return { is: 'loses', because };
}

function mayNotFit(because: string): MessageFit {
  return { is: 'may-not-fit', because };
}

function worst(fits: readonly MessageFit[]): MessageFit {
  return fits.reduce((one, other) => (WORST.indexOf(other.is) > WORST.indexOf(one.is) ? other : one), FITS);
}

/** Whether a column takes what a message carries; what may be null or missing on the outside is another question. */
export function messageFit(message: string, column: string): MessageFit {
  return message === column ? FITS : valueFit(bare(parseType(message)).type, bare(parseType(column)).type);
}

interface Bare {
  readonly type: TypeNode;
  readonly isNullable: boolean;
}

/** The type inside what only says how a value is stored, or that it may be missing. */
function bare(node: TypeNode, isNullable = false): Bare {
  if (node.name === 'Nested')
    return { type: typeOf('Array', { name: 'Tuple', args: node.args }), isNullable: false };
  const inner = innerTypes(node).at(-1);
  const isWrapper = ['Nullable', 'LowCardinality', 'SimpleAggregateFunction'].includes(node.name);
  if (!isWrapper || inner === undefined) return { type: node, isNullable };
  return bare(inner, isNullable || node.name === 'Nullable');
}

/** The same for what stands inside another value. */
function partFit(message: TypeNode, column: TypeNode): MessageFit {
  const [from, to] = [bare(message), bare(column)];
  const nulls = from.isNullable && !holdsNull(to) ? loses(NULL_LOST) : FITS;
  return worst([valueFit(from.type, to.type), nulls]);
}

function holdsNull({ type, isNullable }: Bare): boolean {
  return isNullable || ['Dynamic', 'Variant', 'JSON'].includes(type.name);
}

/** Whether a column of this type keeps that a value was null. */
export function takesNull(column: string): boolean {
  return holdsNull(bare(parseType(column)));
}

type Kind = 'number' | 'time' | 'text' | 'object' | 'list' | 'enum' | 'any';

function kindOf(node: TypeNode): Kind {
  const { name } = node;
  if (/^(U?Int\d+|B?Float\d+|Decimal\d*|Bool)$/.test(name)) return 'number';
  if (/^Date(Time)?(32|64)?$/.test(name)) return 'time';
  if (['String', 'FixedString', 'UUID', 'IPv4', 'IPv6'].includes(name)) return 'text';
  if (name === 'Map' || name === 'JSON') return 'object';
  if (name === 'Array' && innerTypes(node).length > 0) return 'list';
  if (isEnum(node)) return 'enum';
  // A Tuple may be written as a list or as an object; of all others a message tells too little.
  return 'any';
}

function valueFit(message: TypeNode, column: TypeNode): MessageFit {
  if (printType(message) === printType(column)) return FITS;
  if (message.name === 'Tuple' && column.name === 'Tuple') return tupleFit(message, column);
  const [from, to] = [kindOf(message), kindOf(column)];
  // A String takes even numbers, lists and objects (input_format_json_read_*_as_strings).
  if (column.name === 'String' || from === 'any' || to === 'any') return FITS;
  if (column.name === 'FixedString') return fixedFit(message, column);
  if (to === 'enum') return enumFit(message, column);
  if (from === 'enum') return FITS;
  if (to === 'list' || to === 'object') return from === to ? insideFit(message, column) : CANNOT;
  // A time is written as a text, or as seconds.
  if (to === 'time') return ['time', 'text', 'number'].includes(from) ? FITS : CANNOT;
  if (from !== to) return CANNOT;
  if (to === 'number') return numberFit(message, column);
  return message.name === 'String' ? mayNotFit(`it refuses a text that is no ${column.name}`) : FITS;
}

function insideFit(message: TypeNode, column: TypeNode): MessageFit {
  if (message.name !== column.name || message.name === 'JSON') return FITS;
  const inner = innerTypes(message);
  return worst(
    innerTypes(column).map((type, at) => {
      const carried = inner[at];
      return carried === undefined ? FITS : partFit(carried, type);
    }),
  );
}

function tupleFit(message: TypeNode, column: TypeNode): MessageFit {
  const elements = (node: TypeNode) => (node.args ?? []).flatMap((arg) => (arg.kind === 'type' ? [arg] : []));
  const carried = elements(message);
  return worst(
    elements(column).map(({ name, type }, at) => {
      const partner = name === null ? carried[at] : carried.find((each) => each.name === name);
      return partner === undefined ? FITS : partFit(partner.type, type);
    }),
  );
}

function fixedFit(message: TypeNode, column: TypeNode): MessageFit {
  const length = Number(textArgs(column)[0] ?? 0);
  const refuses = `it refuses a text of more than ${length} bytes`;
  if (message.name === 'FixedString')
    return Number(textArgs(message)[0] ?? 0) > length ? loses(refuses) : FITS;
  if (!isEnum(message)) return mayNotFit(refuses);
  const long = enumMembers(message).find(({ label }) => Buffer.byteLength(label) > length);
  return long === undefined ? FITS : loses(`${refuses}, such as '${long.label}'`);
}

function enumFit(message: TypeNode, column: TypeNode): MessageFit {
  if (!isEnum(message))
    return kindOf(message) === 'text' ? mayNotFit('it refuses a text that is none of its members') : FITS;
  const known = new Set(enumMembers(column).map(({ label }) => label));
  const missing = enumMembers(message).filter(({ label }) => !known.has(label));
  const names = missing.map(({ label }) => `'${label}'`).join(', ');
  return missing.length === 0
    ? FITS
    : loses(`it refuses ${names}, no ${missing.length === 1 ? 'member' : 'members'} of it`);
}

function numberFit(message: TypeNode, column: TypeNode): MessageFit {
  const [from, to] = [integerShape(message), integerShape(column)];
  if (message.name === 'Bool') return FITS;
  if (column.name === 'Bool') return mayNotFit('it refuses numbers but 0 and 1');
  if (to !== null) {
    if (from !== null && holdsEvery(to, from)) return FITS;
    const isSignOnly = from !== null && holdsEvery({ ...to, bits: to.bits + 1, signed: true }, from);
    if (isSignOnly) return loses('it refuses a negative number');
    if (from !== null) return loses('it stores a number out of its range as another one, without a word');
    return mayNotFit('it refuses a fraction, and stores a number out of its range as another one');
  }
  const decimal = decimalShape(column);
  if (decimal !== null) return decimalFit(message, decimal);
  const [room, needed] = [mantissaBits(column) ?? 0, mantissaBits(message) ?? from?.bits ?? 0];
  return room < needed ? mayNotFit(`it rounds to ${room} bits`) : FITS;
}

function decimalFit(message: TypeNode, { precision, scale }: DecimalShape): MessageFit {
  const [whole, own] = [integerShape(message), decimalShape(message)];
  const digits = own !== null ? own.precision - own.scale : whole !== null ? digitsOf(whole) : Infinity;
  if (digits <= precision - scale && (own?.scale ?? 0) <= scale) return FITS;
  return mayNotFit(`it keeps ${precision - scale} digits before the point and ${scale} after it`);
}
