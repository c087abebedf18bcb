/** How values of one kind are compared and shown. */
export interface ConfigKind {
  /** One spelling for each value; null for a text that is none. */
  canonical(text: string): string | null;
  /** For people, on one line. */
  show(canonical: string): string;
  /** Distinct canonical values, for the contract tests. */
  readonly samples: readonly string[];
}

const WHOLE = /^[+-]?\d+$/;

function canonicalWhole(text: string): string | null {
  const trimmed = text.trim();
  return WHOLE.test(trimmed) ? BigInt(trimmed.replace('+', '')).toString() : null;
}

/** Kafka writes "no limit" as the largest number of its type as often as -1. */
const LARGEST = 9_223_372_036_854_775_807n;

function inUnits(
  units: readonly (readonly [size: bigint, name: string])[],
  none: string,
): ConfigKind['show'] {
  return (canonical) => {
    const value = BigInt(canonical);
    if (value === LARGEST || value < 0n) return `${canonical} (${none})`;
    const unit = units.find(([size]) => value >= size && value % size === 0n);
    return unit === undefined ? canonical : `${canonical} (${value / unit[0]} ${unit[1]})`;
  };
}

const whole: ConfigKind = { canonical: canonicalWhole, show: (text) => text, samples: ['0', '3', '12000'] };

const duration: ConfigKind = {
  canonical: canonicalWhole,
  show: inUnits(
    [
      [86_400_000n, 'd'],
      [3_600_000n, 'h'],
      [60_000n, 'min'],
      [1000n, 's'],
    ],
    'no limit',
  ),
  samples: ['-1', '86400000', '86400001', '5400000'],
};

const size: ConfigKind = {
  canonical: canonicalWhole,
  show: inUnits(
    [
      [1_073_741_824n, 'GiB'],
      [1_048_576n, 'MiB'],
      [1024n, 'KiB'],
    ],
    'no limit',
  ),
  samples: ['-1', '1073741824', '1048588', '2097152'],
};

const decimal: ConfigKind = {
  canonical(text) {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    return Number.isFinite(value) ? String(value) : null;
  },
  show: (text) => text,
  samples: ['0.25', '0.75', '1'],
};

const boolean: ConfigKind = {
  canonical(text) {
    const word = text.trim().toLowerCase();
    return word === 'true' || word === 'false' ? word : null;
  },
  show: (text) => text,
  samples: ['true', 'false'],
};

/** The order of a list has no meaning in any config of a topic, and neither has a word that stands twice. */
const list: ConfigKind = {
  canonical: (text) => listWords(text).join(','),
  show: (text) => (text === '' ? 'nothing' : text.replaceAll(',', ', ')),
  samples: ['compact', 'delete', 'compact,delete', ''],
};

/** The words of a list, sorted. */
export function listWords(text: string): readonly string[] {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  return [...new Set(words)].sort();
}

const text: ConfigKind = {
  canonical: (value) => value,
  show: (value) => (value === '' ? 'nothing' : value),
  samples: ['zstd', 'lz4', ''],
};

/** The kinds of values that topic configs have. */
export const configKinds = { duration, size, whole, decimal, boolean, list, text } as const;
export type ConfigKindName = keyof typeof configKinds;
