import type { Step } from '../../ddl/steps.ts';
import type { Problem } from '../../errors.ts';
import type { InfraMap } from '../../model/infra-map.ts';
import type { Operation, Plan } from '../../model/operation.ts';
import { sourceOf } from '../../model/source-of.ts';
import { describeOperation } from '../../plan/describe.ts';
import { counted, partText, rowCount } from '../../plan/quantity.ts';
import { objectTitle, targetName } from '../operation-words.ts';
import { count, showBytes, showTime, statementLinesOf } from '../show-plan.ts';
import { block, code, row, table, words } from './escaped.ts';
import { lineage } from './lineage.ts';

/** The first line of every report, by which a comment is found again. It does not show. */
export const REPORT_MARKER = '<!-- moose-migrate -->';

/** What a report on a plan is made from, whichever command it comes from. */
export interface PlanReport {
  /** `Migration of local`: the head line, Markdown. */
  readonly title: string;
  /** What came of it, in a sentence or two, Markdown. */
  readonly outcome: readonly string[];
  readonly problems: readonly Problem[];
  readonly plan: Plan | null;
  readonly steps: readonly Step[];
  readonly base: InfraMap;
  readonly desired: InfraMap;
  readonly notes: readonly string[];
}

/** A part of a report. */
export interface Section {
  readonly lines: readonly string[];
  /** What may go first when the report is too long: the highest. 0 stays. */
  readonly spare: number;
}

function section(title: string, lines: readonly string[] | null, spare = 0): readonly Section[] {
  return lines === null || lines.length === 0 ? [] : [{ lines: [`### ${title}`, '', ...lines, ''], spare }];
}

/** `12,345 rows, 1.2 GiB, about 40 s (estimated)`. */
function size({ cost }: Operation): string {
  return [
    cost.rows === null ? null : rowCount(cost.rows),
    cost.bytes === null ? null : showBytes(cost.bytes),
    cost.seconds === null ? null : `about ${showTime(cost.seconds)} (estimated)`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function costWords(operation: Operation): string {
  const { cost } = operation;
  if (cost.class === 'metadata' || cost.class === 'new-parts-only')
    return cost.class === 'metadata' ? 'metadata' : 'new parts only';
  const extent = size(operation);
  return extent === '' ? cost.class : `${cost.class}: ${extent}`;
}

const SIGNS = { '+': 'add', '-': 'drop', '~': 'change' } as const;

function title(operation: Operation): string {
  const description = describeOperation(operation);
  const name = targetName(operation);
  const text =
    description.of === 'object' ? objectTitle(operation, description, name) : `${name}: ${description.text}`;
  return `${SIGNS[description.sign]} ${code(text)}`;
}

function problemLines(problems: readonly Problem[]): readonly string[] {
  return problems.flatMap(({ code: name, message, hint, position, frame }) => {
    const [first = '', ...rest] = message.split('\n');
    const place = position === null ? '' : `${code(`${position.file}:${position.line}`)} `;
    const details = [...(frame === null ? [] : [frame]), ...(rest.length === 0 ? [] : [rest.join('\n')])];
    const isPatch = rest.some((line) => line.startsWith('@@'));
    return [
      `- ${place}**${name}** ${words(first)}${hint === null ? '' : ` (${words(hint)})`}`,
      ...details.flatMap((detail) => ['', ...indented(block(isPatch ? 'diff' : '', detail)), '']),
    ];
  });
}

function indented(text: string): readonly string[] {
  return text.split('\n').map((line) => `  ${line}`.trimEnd());
}

function hazardRows(operations: readonly Operation[]): readonly string[] {
  return operations
    .filter(({ hazards }) => hazards.length > 0)
    .map((operation) => {
      const { hazards, approved, checks } = operation;
      const open = hazards.filter((hazard) => !approved.includes(hazard));
      const found = checks
        .filter((check) => check.found !== null && check.found > 0)
        .map(({ found: hits, asks, sampled }) => words(`${counted(hits ?? 0, asks)}${partText(sampled)}`));
      return row(
        hazards.map((hazard) => `**${hazard}**`).join(' '),
        title(operation),
        [size(operation), ...found].filter((part) => part !== '').join('<br>'),
        open.length === 0 ? 'yes' : '**no**',
      );
    });
}

function operationRows(operations: readonly Operation[]): readonly string[] {
  return operations.map((operation) =>
    row(
      title(operation),
      code(operation.because),
      [costWords(operation), ...operation.hazards.map((hazard) => `**${hazard}**`)].join('<br>'),
    ),
  );
}

function keptBackLines({ refused, withheld }: Plan, desired: InfraMap): readonly string[] {
  return [
    ...refused.map(({ address, because, hint }) => {
      const source = sourceOf(desired, address);
      const place = source === null ? '' : `${code(`${source.file}:${source.line}`)} `;
      return `- ${place}**refused** ${code(address)}: ${words(because)}${hint === null ? '' : ` (${words(hint)})`}`;
    }),
    ...withheld.map(
      ({ address, change, because }) =>
        `- **withheld** ${code(address)}: ${words(change)} (${words(because)})`,
    ),
  ];
}

function folded(summary: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? []
    : [`<details><summary>${summary}</summary>`, '', ...lines, '', '</details>', ''];
}

function statementLines(steps: readonly Step[]): readonly string[] {
  const statements = steps.flatMap(statementLinesOf);
  return statements.length === 0 ? [] : [block('sql', statements.join('\n'))];
}

/** The parts of a report, in the order in which they are read: outcome, what is wrong, what may harm, what is done. */
export function sectionsOf(report: PlanReport): readonly Section[] {
  const { plan, steps, base, desired, notes, problems } = report;
  const operations = plan?.operations ?? [];
  const statements = steps.flatMap((step) => step.statements).length;
  return [
    { lines: [`## ${report.title}`, '', ...report.outcome, ''], spare: 0 },
    ...section(count(problems.length, 'problem'), problemLines(problems), 1),
    ...section('Hazards', table(['Hazard', 'Operation', 'At stake', 'Approved'], hazardRows(operations)), 1),
    ...section('Not done', plan === null ? [] : keptBackLines(plan, desired), 1),
    ...section(
      count(operations.length, 'operation'),
      table(['Operation', 'Because of', 'Cost and hazards'], operationRows(operations)),
      2,
    ),
    ...section(
      'Notes',
      notes.map((note) => `- ${words(note)}`),
      2,
    ),
    ...section('What changes', lineage(base, desired, operations), 3),
    { lines: folded(`SQL (${count(statements, 'statement')})`, statementLines(steps)), spare: 4 },
  ];
}
