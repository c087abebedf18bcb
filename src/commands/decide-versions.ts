import type { VersionWishes } from '../model/told.ts';
import { oldVersionsIn } from '../plan/old-versions.ts';
import type { TableSize } from '../plan/planned.ts';
import type { Survey } from './survey.ts';

/** An older version of a table or a topic that the code no longer declares. */
export interface OldVersionItem {
  readonly of: 'table' | 'topic';
  readonly address: string;
  /** The newest declared version of it. */
  readonly newest: string;
  readonly size: TableSize;
}

/** What is told of older versions. */
export interface VersionChoices {
  /** `--drop-old-versions`: none of them stays. */
  readonly dropAll: boolean;
  /** False with `--no-auto-backfill-sql`. */
  readonly backfill: boolean;
  /** Asks a person about each; null where there is none to ask, and all stay. */
  readonly ask: ((item: OldVersionItem) => Promise<'keep' | 'drop'>) | null;
}

export const KEEP_VERSIONS: VersionChoices = { dropAll: false, backfill: true, ask: null };

function itemsIn({ desired, managed, live }: Survey): readonly OldVersionItem[] {
  const sizes = new Map(live.objects.map((object) => [object.address, object]));
  return [...oldVersionsIn(desired.declared, managed).values()]
    .filter(({ old }) => old.lifeCycle === 'FULLY_MANAGED')
    .map(({ old, newest }) => {
      const { rows = null, bytes = null, parts = null } = sizes.get(old.address) ?? {};
      const of = 'partitions' in old ? 'topic' : 'table';
      return { of, address: old.address, newest: newest.address, size: { rows, bytes, parts } };
    });
}

/** Settles what becomes of each older version: by flag, by asking, or it stays. */
export async function decideVersions(survey: Survey, choices: VersionChoices): Promise<VersionWishes> {
  const drop: string[] = [];
  for (const item of itemsIn(survey)) {
    const answer = choices.dropAll ? 'drop' : choices.ask === null ? 'keep' : await choices.ask(item);
    if (answer === 'drop') drop.push(item.address);
  }
  return { drop, backfill: choices.backfill };
}
