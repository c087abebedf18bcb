import { visit, Document as YamlDocument } from 'yaml';
import * as z from 'zod';
import type { SourcePosition } from '../errors.ts';
import { hashRehearsed, stableJson } from '../model/hash.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { didYouMean } from '../model/nearest-name.ts';
import type { Operation, OperationKind, Plan } from '../model/operation.ts';
import type { Document } from './document.ts';
import { collectFaults, type Faults } from './faults.ts';
import { CHANGE_COLUMN, changeColumnFromFile, RENAMED_OPERATIONS } from './older-operation.ts';
import { operationForms } from './operations.ts';
import {
  PLAN_VERSION,
  type PlanHeader,
  planBlockFromFile,
  planBlockShape,
  planBlockToFile,
} from './plan-header.ts';
import { parsePlanText } from './plan-text.ts';
import type { Path, Reading } from './reading.ts';
import { checkShape, nameOf, refuseLaterVersion } from './shape.ts';

/** The first line of a plan, which tells editors its schema. */
const SCHEMA_LINE = '# yaml-language-server: $schema=../node_modules/moose-migrate/schema/plan.schema.json';

/** A plan as it stands in its file. */
export interface PlanFile {
  /** Name of the file, as in messages. */
  readonly file: string;
  /** The `base` and `desired` of a plan without header are empty texts: nobody knows them. */
  readonly plan: Plan;
  /** Null for a plan that the peer or a person wrote: it has no hashes and was not rehearsed. */
  readonly header: PlanHeader | null;
  /** Where each operation stands, in the order of `plan.operations`. */
  readonly positions: readonly SourcePosition[];
}

/** What a plan that leaves something out is completed from. */
export interface PlanDefaults {
  /** The database meant by `database: null` where the plan names no target. */
  readonly database: string | null;
  /** The state the plan starts from, for operations that tell a change by half. */
  readonly base: InfraMap | null;
}

/** What stands in plan.yaml, as plain data: the document that `--json` shows. */
export function planContent(plan: Plan, header: PlanHeader): Readonly<Record<string, unknown>> {
  const printing = { database: header.target.database };
  const operations = plan.operations.map((operation) => ({
    [operation.kind]: operationForms[operation.kind].print(operation, printing),
  }));
  return {
    created_at: header.createdAt,
    plan: planBlockToFile(plan, header),
    operations: JSON.parse(stableJson(operations)),
  };
}

/**
 * The text of a plan as YAML. A quoted text stands on several lines, for people; but of one with a line of blanks `yaml` 2.9
 * loses that line there, and such a plan has its quoted texts on one line each.
 */
export function planDocumentText(document: YamlDocument): string {
  let hasBlankLine = false;
  visit(document, {
    Scalar(_key, { value }) {
      hasBlankLine ||= typeof value === 'string' && /\n[ \t]+\n/.test(value);
    },
  });
  const onOneLine = hasBlankLine ? { doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER } : {};
  return document.toString({ lineWidth: 0, indentSeq: false, ...onOneLine });
}

/** The text of plan.yaml. The same plan and header give the same bytes. */
export function printPlan(plan: Plan, header: PlanHeader): string {
  const document = new YamlDocument(planContent(plan, header), { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string' && node.value.includes('\n')) node.type = blockOrQuoted(node.value);
    },
  });
  return `${SCHEMA_LINE}\n${planDocumentText(document)}`;
}

/** A block keeps SQL readable. Of texts that begin with a blank, or have a line of blanks alone, `yaml` 2.9 loses some in it. */
function blockOrQuoted(text: string): 'BLOCK_LITERAL' | 'QUOTE_DOUBLE' {
  return /^\s|^[^\S\n]+$|[^\n\P{Cc}]/mu.test(text) ? 'QUOTE_DOUBLE' : 'BLOCK_LITERAL';
}

/** The keys of the file besides the operations. */
export const planFileKeys = { created_at: z.string(), plan: planBlockShape.nullable().default(null) };

const planFileShape = z.strictObject({ ...planFileKeys, operations: z.array(z.unknown()) });

/**
 * Reads the text of a plan, ours, the peer's or one written by hand.
 *
 * @throws AppError FILE_INVALID with every problem, each with line and code frame.
 */
export function parsePlan(
  text: string,
  file: string,
  defaults: PlanDefaults = { database: null, base: null },
): PlanFile {
  const document = parsePlanText(text, file);
  if (hasKey(document.value, 'plan')) refuseLaterVersion(document.value.plan, PLAN_VERSION, file);
  const faults = collectFaults();
  const content = checkShape(planFileShape, document.value, [], faults.fault);
  const block = content?.plan ?? null;
  const reading: Reading = {
    // Where the block itself is wrong, that is told; operations without a database are then no fault of their own.
    database: block?.target.database ?? (hasKey(document.value, 'plan') ? '' : defaults.database),
    isOurs: block !== null,
    fault: faults.fault,
  };
  const listed = content?.operations ?? listedOperations(document.value);
  const operations = listed.map((value, index) =>
    parseOperation(value, ['operations', index], defaults.base, reading),
  );
  tellCutEnd(text, document, block !== null, faults);
  faults.throwIfAny(() => document);
  const whole = block === null ? null : planBlockFromFile(block, content?.created_at ?? '');
  return {
    file,
    plan: {
      base: whole?.base ?? '',
      desired: whole?.desired ?? '',
      operations: operations.filter((operation) => operation !== null),
      refused: whole?.refused ?? [],
      withheld: whole?.withheld ?? [],
    },
    header: whole?.header ?? null,
    positions: listed.map((_, index) => document.positionOf(['operations', index])),
  };
}

/** Whether the operations and what they may harm are still as rehearsed; false too for a plan that never was. */
export function isAsRehearsed({ plan, header }: PlanFile): boolean {
  return (
    header?.rehearsed.is === 'rehearsed' && header.rehearsed.operations === hashRehearsed(plan.operations)
  );
}

/** The operations of a file whose other parts are wrong, so that all is told at once. */
function listedOperations(value: unknown): readonly unknown[] {
  return hasKey(value, 'operations') && Array.isArray(value.operations) ? value.operations : [];
}

function hasKey<K extends string>(value: unknown, key: K): value is { readonly [_ in K]: unknown } {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}

const singleKeyMap = z.record(z.string(), z.unknown()).refine((map) => Object.keys(map).length === 1);

function parseOperation(value: unknown, at: Path, base: InfraMap | null, reading: Reading): Operation | null {
  const [entry] = Object.entries(singleKeyMap.safeParse(value).data ?? {});
  if (entry === undefined) {
    reading.fault(at, `${nameOf(at)} must be a map with one key, the name of an operation`);
    return null;
  }
  const [written, content] = entry;
  const path = [...at, written];
  if (written === CHANGE_COLUMN) return changeColumnFromFile(content, base, reading, path);
  const kind = RENAMED_OPERATIONS.get(written) ?? written;
  if (!isKind(kind)) {
    const nearest = didYouMean(kind, Object.keys(operationForms));
    reading.fault(path, `"${kind}" is no operation that this version knows${nearest}`);
    return null;
  }
  const form = operationForms[kind];
  const file = checkShape(form.shape, content, path, reading.fault);
  return file === null ? null : form.parse(file, reading, path);
}

function isKind(kind: string): kind is OperationKind {
  return Object.hasOwn(operationForms, kind);
}

/** We end every file with a newline. One that does not was cut off, perhaps inside a word that still reads as one. */
function tellCutEnd(text: string, document: Document, isOurs: boolean, { fault }: Faults): void {
  if (!isOurs || text.endsWith('\n')) return;
  fault(
    lastPath(document.value),
    'the file ends within a line: it may have been cut off',
    'if it is complete, end it with a newline',
  );
}

function lastPath(value: unknown): Path {
  if (typeof value !== 'object' || value === null) return [];
  const last = Object.entries(value).at(-1);
  return last === undefined ? [] : [last[0], ...lastPath(last[1])];
}
