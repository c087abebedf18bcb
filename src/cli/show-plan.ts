import type { Review } from '../commands/approve.ts';
import type { Step } from '../ddl/steps.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { type Cost, isTopicOperation, type Operation } from '../model/operation.ts';
import { sourceOf } from '../model/source-of.ts';
import { type Description, describeOperation } from '../plan/describe.ts';
import { rowCount, showBytes, showTime } from '../plan/quantity.ts';
import { objectTitle, targetName } from './operation-words.ts';
import type { Screen } from './screen.ts';
import { checkLines } from './show-checks.ts';

export { showBytes, showTime } from '../plan/quantity.ts';

type Colors = Screen['out'];
/** What is shown of a plan: one that was just made, or a saved one before it is applied. */
type Shown = Omit<Review, 'sizes'>;

function showCost(cost: Cost, isDrop: boolean): string {
  const size = [
    cost.rows === null ? null : rowCount(cost.rows),
    cost.bytes === null ? null : showBytes(cost.bytes),
  ].filter((part) => part !== null);
  if (cost.class === 'metadata') return isDrop && size.length > 0 ? `holds ${size.join(', ')}` : '';
  const words = cost.class === 'new-parts-only' ? 'new parts only' : cost.class;
  const time = cost.seconds === null ? [] : [`about ${showTime(cost.seconds)} (estimated)`];
  return [words, ...(cost.class === 'new-parts-only' ? [] : [...size, ...time])].join(', ');
}

function signed(colors: Colors, sign: Description['sign'], text: string): string {
  const paint = { '+': colors.green, '-': colors.red, '~': colors.yellow }[sign];
  return `${paint(sign)} ${text}`;
}

function remarks(colors: Colors, operation: Operation): string {
  const isDrop = operation.kind === 'DropTable' || operation.kind === 'DropMaterializedView';
  const cost = showCost(operation.cost, isDrop);
  const open = operation.hazards.map((hazard) =>
    operation.approved.includes(hazard) ? `${hazard} (approved)` : hazard,
  );
  return [cost === '' ? '' : colors.dim(`[${cost}]`), open.length === 0 ? '' : colors.red(open.join(' '))]
    .filter((part) => part !== '')
    .map((part) => `  ${part}`)
    .join('');
}

const SHOWN_DETAILS = 40;

/** What the object is whose parts are changed, by the state that the plan ends in. */
function nounOf({ views, materializedViews, dictionaries }: InfraMap, operation: Operation): string {
  if (isTopicOperation(operation)) return 'Topic';
  const { target } = operation;
  const isHere = (object: { readonly database: string; readonly name: string }): boolean =>
    object.database === target.database && object.name === target.name;
  if (views.some(isHere)) return 'View';
  if (materializedViews.some(isHere)) return 'Materialized view';
  return dictionaries.some(isHere) ? 'Dictionary' : 'Table';
}

function objectLines(colors: Colors, operations: readonly Operation[], desired: InfraMap): readonly string[] {
  const [first] = operations;
  const name = first === undefined ? '' : targetName(first);
  const lines: string[] = [];
  let hasHead = false;
  for (const operation of operations) {
    const description = describeOperation(operation);
    const { sign, of, text, details } = description;
    if (of === 'part' && !hasHead) {
      lines.push(signed(colors, '~', `${nounOf(desired, operation)} ${colors.bold(name)}`));
      hasHead = true;
    }
    const indent = of === 'part' ? '    ' : '';
    const title = of === 'part' ? text : objectTitle(operation, description, colors.bold(name));
    lines.push(`${indent}${signed(colors, sign, title)}${remarks(colors, operation)}`);
    hasHead ||= of === 'object';
    lines.push(...details.slice(0, SHOWN_DETAILS).map((detail) => `${indent}      ${colors.dim(detail)}`));
    if (details.length > SHOWN_DETAILS)
      lines.push(`${indent}      ${colors.dim(`… and ${details.length - SHOWN_DETAILS} more lines`)}`);
  }
  return lines;
}

/** Operations by the object they change, objects in the order in which the plan first touches them. */
function byObject(operations: readonly Operation[]): ReadonlyMap<string, readonly Operation[]> {
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    // A topic may have the name of a function.
    const name = `${isTopicOperation(operation) ? 'topic/' : ''}${targetName(operation)}`;
    groups.set(name, [...(groups.get(name) ?? []), operation]);
  }
  return groups;
}

/** A request to the brokers is no SQL, and no reader is to run it as such. */
export function statementLinesOf(step: Step): readonly string[] {
  return step.on === 'kafka' ? [`-- ${step.request}`] : step.statements.map((statement) => `${statement};`);
}

function statementLines({ steps }: Shown): readonly string[] {
  return ['', 'Statements, in order:', ...steps.flatMap(statementLinesOf)];
}

/** `1 operation`, `2 operations`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A line with the place in the code that a refusal is about; none where the code says nothing of it. */
function placeLines(colors: Colors, desired: InfraMap, address: string): readonly string[] {
  const source = sourceOf(desired, address);
  return source === null ? [] : [`      ${colors.cyan(`${source.file}:${source.line}:${source.column}`)}`];
}

function keptBackLines(colors: Colors, { plan, desired }: Shown): readonly string[] {
  const refused = plan.refused.flatMap(({ address, because, hint }) => [
    `  ${colors.red('x')} ${colors.bold(address)}: ${because}`,
    ...placeLines(colors, desired, address),
    ...(hint === null ? [] : [`      ${colors.dim(hint)}`]),
  ]);
  const withheld = plan.withheld.map(
    ({ address, change, because }) =>
      `  ${colors.yellow('!')} ${colors.bold(address)}: ${change} (${because})`,
  );
  return [
    ...(refused.length === 0
      ? []
      : ['', `Refused (${plan.refused.length}); apply will not start while they are there:`, ...refused]),
    ...(withheld.length === 0 ? [] : ['', `Withheld (${plan.withheld.length}):`, ...withheld]),
  ];
}

/** What is said where the definitions on both sides are the same. */
export function nothingToPlan(server: string, isFailing: boolean): string {
  return isFailing
    ? `${server} has the definitions that the code declares, but not all of its parts hold what these say.`
    : `${server} is what the code declares.`;
}

/**
 * The plan as a person reads it; `withSql` adds the statements.
 *
 * @param isFailing whether a mutation keeps failing, so that equal definitions are not all
 */
export function planText(generated: Shown, colors: Colors, withSql: boolean, isFailing = false): string {
  const { plan, database, engineVersion } = generated;
  if (plan.operations.length === 0 && plan.refused.length === 0 && plan.withheld.length === 0) {
    return `No changes: ${nothingToPlan(`${database} on ClickHouse ${engineVersion}`, isFailing)}`;
  }
  const head = `Plan for ${database} on ClickHouse ${engineVersion}: ${count(plan.operations.length, 'operation')} in ${count(generated.steps.length, 'step')}`;
  const objects = [...byObject(plan.operations).values()].flatMap((operations) =>
    objectLines(colors, operations, generated.desired),
  );
  const sql = withSql && plan.operations.length > 0 ? statementLines(generated) : [];
  return [
    head,
    ...(objects.length === 0 ? [] : ['', ...objects]),
    ...keptBackLines(colors, generated),
    ...checkLines(colors, generated.weighed, withSql),
    ...sql,
  ].join('\n');
}
