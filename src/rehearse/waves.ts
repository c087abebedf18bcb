import { createView } from '../ddl/create.ts';
import type { Step } from '../ddl/steps.ts';
import { partsOfName } from '../model/address.ts';
import type { Operation } from '../model/operation.ts';
import { namesIn } from '../model/tokens.ts';

/** What an operation that only creates is made from; null for other operations. */
function madeFrom(operation: Operation): ReadonlySet<string> | null {
  switch (operation.kind) {
    case 'CreateTable':
      return new Set();
    case 'CreateView':
      return namesIn(createView(operation.view));
    case 'CreateMaterializedView':
      return new Set([...namesIn(createView(operation.view)), ...partsOfName(operation.view.target)]);
    default:
      return null;
  }
}

/** Steps that only create, and not from each other, run side by side. */
export function wavesOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const waves: Step[][] = [];
  let made: Set<string> | null = null;
  for (const step of steps) {
    const sources = step.operations.map(madeFrom);
    const isCreation = sources.every((names) => names !== null);
    const isApart =
      isCreation &&
      made !== null &&
      sources.every((names) => names !== null && [...names].every((name) => made?.has(name) !== true));
    if (isApart) waves.at(-1)?.push(step);
    else waves.push([step]);
    if (!isApart) made = isCreation ? new Set() : null;
    for (const { target } of step.operations) made?.add(target.name);
  }
  return waves;
}
