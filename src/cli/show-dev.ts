import { type BrokersStanding, type ClickHouseStanding, type DevEvent, URL_FILE } from '../commands/dev.ts';
import type { CycleEnding } from '../commands/dev-cycle.ts';
import type { Generated } from '../commands/generate.ts';
import { placeOf } from '../model/rename.ts';
import { itemText } from './ask-approval.ts';
import type { Screen } from './screen.ts';
import { showApplied } from './show-apply.ts';
import { errorContent, errorText } from './show-error.ts';
import { generateDocument, generatedNotes } from './show-generated.ts';
import { planText } from './show-plan.ts';

/** Shows what happens while a project is worked on: a short block a save for people, NDJSON with --json. */
export function devEventShower(screen: Screen): (event: DevEvent) => void {
  if (screen.flags.json) return (event) => showDocuments(event, screen);
  const told = new Set<string>();
  let hasBrokers = true;
  const note = (words: string): void => {
    if (!told.has(words)) screen.note(words);
    told.add(words);
  };
  return (event) => {
    switch (event.event) {
      case 'ready':
        hasBrokers = event.engines.brokers.is !== 'missing';
        showReady(event, screen);
        return;
      case 'cycle-started':
        if (event.files.length > 0) screen.say(`\n${screen.err.bold(someOf(event.files))}`);
        return;
      case 'planned':
        // That topics wait for their brokers was said when these were looked for.
        generatedNotes({
          ...event.generated,
          topicsLeftOut: hasBrokers ? event.generated.topicsLeftOut : null,
        }).forEach(note);
        if (isForPeople(event.generated)) screen.print(planText(event.generated, screen.out, false));
        return;
      case 'cycle-finished':
        showEnding(event.ending, screen);
        screen.say(screen.err.dim(`${(event.milliseconds / 1000).toFixed(1)} s; waiting for the next save`));
        return;
      case 'ended':
        showEnd(event.services, screen);
        return;
      default:
        event satisfies never;
    }
  };
}

const SHOWN = 3;

function someOf(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.slice(0, SHOWN).join(', ')}${more}`;
}

/** What is applied at once is told step by step; a plan that somebody must decide on is shown whole. */
function isForPeople({ plan }: Generated): boolean {
  return (
    plan.refused.length > 0 ||
    plan.operations.some(({ hazards, approved }) => hazards.some((hazard) => !approved.includes(hazard)))
  );
}

function showReady({ engines, watched }: Extract<DevEvent, { event: 'ready' }>, screen: Screen): void {
  screen.settle();
  screen.say(clickHouseLine(engines.clickhouse));
  const brokers = brokersLine(engines.brokers);
  if (brokers !== null && engines.brokers.is === 'missing') screen.note(brokers);
  else if (brokers !== null) screen.say(brokers);
  screen.say(`Watching ${watched.join(' and ')}; Ctrl-C ends.`);
}

function clickHouseLine(standing: ClickHouseStanding): string {
  switch (standing.is) {
    case 'embedded': {
      const data = standing.directory === null ? 'data gone afterwards' : `data in ${standing.directory}`;
      const because = standing.because === null ? '' : ` (${standing.because})`;
      return `ClickHouse ${standing.version}, embedded${because}; ${data}, URL in ${URL_FILE}`;
    }
    case 'running':
      return `ClickHouse ${standing.target}, which was running`;
    case 'container':
      return `ClickHouse ${standing.target}, in a container`;
    default:
      return standing satisfies never;
  }
}

function brokersLine(standing: BrokersStanding): string | null {
  switch (standing.is) {
    case 'off':
      return null;
    case 'running':
      return `Brokers ${standing.brokers}, which were running`;
    case 'container':
      return `Brokers ${standing.brokers}, in a container`;
    case 'missing':
      return `no broker at ${standing.brokers} (${standing.because}): topics are left out until one answers, tables go on`;
    default:
      return standing satisfies never;
  }
}

function showEnding(ending: CycleEnding, screen: Screen): void {
  screen.settle();
  switch (ending.is) {
    case 'unchanged':
      screen.print('No changes: the server is what the code declares.');
      return;
    case 'applied':
      showApplied(ending.applied, screen);
      return;
    case 'stopped':
      showApplied(ending.applied, screen);
      screen.say('The next save plans from where the server is now.');
      return;
    case 'waiting':
      screen.print(waitingLines(ending, screen).join('\n'));
      return;
    case 'refused':
      screen.print(`${screen.out.red('Refused')}: nothing was changed.`);
      return;
    case 'failed':
      screen.complain(errorText(ending.error, screen.err));
      return;
    case 'interrupted':
      return;
    default:
      ending satisfies never;
  }
}

function waitingLines(
  { open, generated }: Extract<CycleEnding, { is: 'waiting' }>,
  { out }: Screen,
): readonly string[] {
  const codes = [...new Set(open.flatMap((item) => item.open))].sort();
  const isLoss = codes.every((code) => code === 'DELETES_DATA' || code === 'EXPIRES_ROWS');
  const renames = generated.undecided.map((candidate) => {
    const { before, after } = candidate;
    const words =
      candidate.of === 'table'
        ? `renamedFrom: '${before}' in its config`
        : `/** @renamedFrom ${before} */ in the code`;
    return `  ${placeOf(candidate)}: if \`${after}\` is the new name of \`${before}\`, say ${words}, or restart with --yes-rename`;
  });
  return [
    `${out.yellow('Waiting')}: nothing was changed, ${codes.join(', ')} ${codes.length === 1 ? 'is' : 'are'} not approved.`,
    ...open.map((item) => itemText(item, '  ')),
    ...renames,
    `Change the code and save again, or restart with ${isLoss ? '--yes-destructive' : '--yes-all'}.`,
  ];
}

function showEnd(services: readonly string[], screen: Screen): void {
  screen.settle();
  if (services.length > 0)
    screen.say(`Still running: ${services.join(', ')}. \`docker compose stop\` stops them.`);
}

function showDocuments(event: DevEvent, screen: Screen): void {
  // Its end is told by the same document as that of apply, before that of the cycle.
  if (event.event === 'cycle-finished' && 'applied' in event.ending)
    showApplied(event.ending.applied, screen);
  screen.print(JSON.stringify({ schemaVersion: 1, ...documentOf(event, screen) }));
}

function documentOf(event: DevEvent, screen: Screen): object {
  switch (event.event) {
    case 'ready': {
      const { clickhouse, brokers, services, url } = event.engines;
      const urlFile = url === null ? null : URL_FILE;
      return { event: event.event, clickhouse, brokers, services, urlFile, watched: event.watched };
    }
    case 'planned': {
      const document = generateDocument(event.generated, screen.told(), screen.flags.debug);
      return { event: event.event, cycle: event.cycle, document };
    }
    case 'cycle-finished': {
      const { ending, cycle, milliseconds } = event;
      const open = ending.is === 'waiting' ? ending.open : [];
      return {
        event: event.event,
        cycle,
        outcome: ending.is,
        milliseconds,
        open: open.map((item) => ({ because: item.operation.because, hazards: item.open })),
        error: ending.is === 'failed' ? errorContent(ending.error) : null,
      };
    }
    case 'cycle-started':
    case 'ended':
      return event;
    default:
      return event satisfies never;
  }
}
