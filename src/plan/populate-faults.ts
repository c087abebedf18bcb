import { addressOf, addressOfName } from '../model/address.ts';
import { withSingleSpaces } from '../model/canonical-text.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation, OperationOf } from '../model/operation.ts';
import type { MaterializedView } from '../model/view.ts';

const TWICE = 'rows that it took already would be there twice: write the INSERT as RawSql if that is meant';

const targetOf = ({ target }: MaterializedView): string => (target === null ? 'none' : addressOfName(target));

/**
 * What is wrong with filling a view: that is for one which the same plan makes, once, with the rows that its own SELECT gives.
 * Says nothing of a view that is not there: SQL written by hand may make one.
 *
 * @param map the state that the operation meets
 * @param base the state that the plan starts from
 */
export function populateFaults(
  { view, target }: OperationOf<'PopulateMaterializedView'>,
  map: InfraMap,
  base: InfraMap,
  earlier: readonly Operation[],
): readonly string[] {
  const address = addressOf(target.database, target.name);
  const find = ({ materializedViews }: InfraMap) =>
    materializedViews.find((each) => each.address === address);
  const found = find(map);
  if (found === undefined) return [];
  const isFilled = earlier.some(
    (other) =>
      other.kind === 'PopulateMaterializedView' &&
      addressOf(other.target.database, other.target.name) === address,
  );
  const [said, own] = [view, found].map(({ select }) => withSingleSpaces(select.trim()));
  return [
    ...(find(base) === undefined ? [] : [`${address} was there before this plan, and ${TWICE}`]),
    ...(isFilled ? [`${address} is filled already at this point`] : []),
    ...(said === own ? [] : [`${address}: the plan fills it by ${said}, and its SELECT is ${own}`]),
    ...(targetOf(view) === targetOf(found)
      ? []
      : [`${address}: the plan fills ${targetOf(view)}, and the target of the view is ${targetOf(found)}`]),
  ];
}
