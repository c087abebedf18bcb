import { engineOf } from '../facets/engines/index.ts';
import { innerEffect } from '../facets/views/inner.ts';
import { addressOf } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';

/** What an operation deletes whatever the rows are; null for one that may delete nothing. */
export function certainLoss(operation: Operation, map: InfraMap): string | null {
  const address = addressOf(operation.target.database, operation.target.name);
  const table = map.tables.find((each) => each.address === address);
  switch (operation.kind) {
    case 'DropTable':
      return table !== undefined && engineOf(table.engine.name).holdsData ? 'the rows of the table' : null;
    case 'DropTableColumn': {
      const kind = table?.columns.find(({ name }) => name === operation.column)?.default?.kind;
      const isStored = table !== undefined && kind !== 'ALIAS' && kind !== 'EPHEMERAL';
      return isStored && engineOf(table.engine.name).holdsData ? 'the values of the column' : null;
    }
    case 'DeleteTopic':
      return 'the messages of the topic';
    case 'DropMaterializedView': {
      const view = map.materializedViews.find((each) => each.address === address);
      return view !== undefined && view.target === null ? 'the rows of the table inside the view' : null;
    }
    case 'ModifyMaterializedViewColumns': {
      const { hazards } = innerEffect(operation.before.inner, operation.after.inner);
      return hazards.includes('DELETES_DATA') ? 'the values of a column inside the view' : null;
    }
    default:
      return null;
  }
}
