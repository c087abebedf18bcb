import { InvalidArgumentError } from 'commander';
import { parseHazards } from '../commands/approve.ts';
import type { Hazard } from '../model/operation.ts';

/** Reads `DELETES_DATA,EXPIRES_ROWS` of a command line. */
export function hazardList(text: string): readonly Hazard[] {
  const hazards = parseHazards(text);
  if (hazards === null)
    throw new InvalidArgumentError(
      'Name hazards as the plan does, with commas between: DELETES_DATA,EXPIRES_ROWS',
    );
  return hazards;
}
