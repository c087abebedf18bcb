import * as z from 'zod';
import { AppError } from '../errors.ts';
import { addressOf, partAddress } from '../model/address.ts';
import {
  type Action,
  isTopicKind,
  type Operation,
  type OperationKind,
  type OperationOf,
  type OperationTarget,
} from '../model/operation.ts';
import { functionAddress } from '../model/sql-function.ts';
import { topicAddress } from '../model/topic.ts';
import {
  checksShape,
  checksToFile,
  costFromFile,
  costShape,
  costToFile,
  effectWhenOmitted,
  hazardsShape,
} from './effect.ts';
import { databaseFromFile, databaseToFile, type Path, type Printing, type Reading } from './reading.ts';
import { name, optionalName, optionalText } from './texts.ts';

/** How operations of one kind stand in plan.yaml. */
export interface OperationForm {
  /** What stands beneath the name of the operation; unknown keys are refused. */
  readonly shape: z.ZodType;
  print(operation: Operation, printing: Printing): object;
  /** `file` has passed `shape`. */
  parse(file: unknown, reading: Reading, path: Path): Operation;
}

const circumstanceKeys = {
  reason: optionalText.describe('Address of the difference that asked for it.'),
  hazards: hazardsShape.nullable().default(null).describe('What it may harm.'),
  approved: hazardsShape.default([]).describe('Hazards that are approved for this operation.'),
  cost: costShape.nullable().default(null),
  checks: checksShape.default([]),
} as const;

const circumstancesShape = z.object(circumstanceKeys);
type CircumstancesFile = z.infer<typeof circumstancesShape>;

const placeKeys = { database: optionalName, cluster_name: optionalName } as const;
const placeShape = z.object(placeKeys);
type PlaceFile = z.infer<typeof placeShape>;

type ActionOf<K extends OperationKind> = Extract<Action, { readonly kind: K }>;
type FileOf<S extends z.ZodRawShape> = z.infer<z.ZodObject<S>>;

interface Parts<K extends OperationKind, S extends z.ZodRawShape> {
  readonly kind: K;
  readonly keys: S;
  print(operation: OperationOf<K>, printing: Printing): object;
  parse(file: FileOf<S>, reading: Reading, path: Path): ActionOf<K>;
  /** The part of the object that is meant where the file gives no reason: `['column', name]`. */
  readonly part?: (file: FileOf<S>) => readonly [string, string];
}

type Whole<K extends OperationKind, S extends z.ZodRawShape> = Parts<K, S> & {
  readonly targetToFile: (target: OperationTarget, printing: Printing) => object;
  readonly targetFromFile: (file: FileOf<S> & PlaceFile, reading: Reading, path: Path) => OperationTarget;
  /** Whether the target stands inside another key, such as the table of CreateTable. */
  readonly isPlaced: boolean;
};

/** An operation on a table: `table` is its name, `database` and `cluster_name` stand beside it. */
export function tableForm<K extends OperationKind, S extends z.ZodRawShape>(
  parts: Parts<K, S>,
): OperationForm {
  return namedForm('table', parts);
}

/** An operation on a view: the same with `name`. */
export function viewForm<K extends OperationKind, S extends z.ZodRawShape>(
  parts: Parts<K, S>,
): OperationForm {
  return namedForm('name', parts);
}

function namedForm<K extends OperationKind, S extends z.ZodRawShape>(
  key: 'table' | 'name',
  parts: Parts<K, S>,
): OperationForm {
  return form({
    ...parts,
    keys: { [key]: name, ...parts.keys },
    isPlaced: false,
    targetToFile: (target, printing) => ({ [key]: target.name, ...placeToFile(target, printing) }),
    targetFromFile: (file, reading, path) =>
      placeFromFile(String(Reflect.get(file, key)), file, reading, path),
  });
}

export function placeToFile(target: OperationTarget, printing: Printing): object {
  return { database: databaseToFile(target.database, printing), cluster_name: target.cluster };
}

export function placeFromFile(named: string, file: PlaceFile, reading: Reading, path: Path): OperationTarget {
  return {
    database: databaseFromFile(file.database, reading, path),
    name: named,
    cluster: file.cluster_name,
  };
}

/** An operation whose target is told by what it carries. */
export function wholeForm<K extends OperationKind, S extends z.ZodRawShape>(
  parts: Omit<Whole<K, S>, 'isPlaced' | 'targetToFile'>,
): OperationForm {
  return form({ ...parts, isPlaced: true, targetToFile: () => ({}) });
}

export function form<K extends OperationKind, S extends z.ZodRawShape>(parts: Whole<K, S>): OperationForm {
  const shape = z.strictObject({ ...(parts.isPlaced ? {} : placeKeys), ...parts.keys, ...circumstanceKeys });
  return {
    shape,
    print(operation, printing) {
      if (!isKind(operation, parts.kind))
        throw new AppError('TOOL_BUG', `${operation.kind} is not ${parts.kind}`);
      const { because, hazards, cost, approved, checks, target } = operation;
      if (parts.isPlaced) checkTarget(operation);
      return {
        ...parts.targetToFile(target, printing),
        ...parts.print(operation, printing),
        reason: because,
        hazards,
        cost: costToFile(cost),
        ...(approved.length === 0 ? {} : { approved }),
        ...(checks.length === 0 ? {} : { checks: checksToFile(checks) }),
      };
    },
    parse(value, reading, path) {
      // The shape was checked by the caller; its type is lost in the registry, where every kind stands beside the others.
      const file = value as FileOf<S> & PlaceFile & CircumstancesFile;
      const target = parts.targetFromFile(file, reading, path);
      const action = parts.parse(file, reading, path);
      return {
        ...action,
        target,
        ...circumstances(file, action, addressIn(target, parts.kind, parts.part?.(file) ?? null)),
      };
    },
  };
}

/** The whole object that an operation carries, or null. */
function carriedBy(operation: Operation): Carried | null {
  switch (operation.kind) {
    case 'CreateDictionary':
      return operation.dictionary;
    case 'ReplaceDictionary':
      return operation.after;
    case 'CreateFunction':
      return { ...operation.function, database: '' };
    case 'ReplaceFunction':
      return { ...operation.after, database: '' };
    default:
      return 'table' in operation ? operation.table : 'view' in operation ? operation.view : null;
  }
}

interface Carried extends OperationTarget {
  readonly address: string;
}

/** What an operation carries tells its target in the file, so the two must agree. */
function checkTarget(operation: Operation): void {
  const carried = carriedBy(operation);
  const { database, name: named, cluster } = operation.target;
  if (carried === null) return;
  if (carried.database === database && carried.name === named && carried.cluster === cluster) return;
  throw new AppError(
    'TOOL_BUG',
    `${operation.kind} of ${carried.address} has another target: ${database}.${named}`,
  );
}

function isKind<K extends OperationKind>(operation: Operation, kind: K): operation is OperationOf<K> {
  return operation.kind === kind;
}

function addressIn(
  target: OperationTarget,
  kind: OperationKind,
  part: readonly [string, string] | null,
): string {
  if (kind === 'DropFunction' || kind === 'CreateFunction' || kind === 'ReplaceFunction')
    return functionAddress(target.name);
  if (isTopicKind(kind)) return topicAddress(target.name);
  if (target.name === '') return 'sql';
  const address = addressOf(target.database, target.name);
  return part === null ? address : partAddress(address, part[0], part[1]);
}

function circumstances(
  file: CircumstancesFile,
  action: Action,
  address: string,
): Pick<Operation, 'because' | 'hazards' | 'cost' | 'approved' | 'checks'> {
  const omitted = file.hazards === null || file.cost === null ? effectWhenOmitted(action) : null;
  return {
    because: file.reason ?? address,
    hazards: file.hazards ?? omitted?.hazards ?? [],
    cost: costFromFile(file.cost ?? omitted?.cost ?? 'metadata'),
    approved: file.approved,
    checks: file.checks,
  };
}
