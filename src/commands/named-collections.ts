import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { collectionNames } from '../drivers/clickhouse/named-collections.ts';
import { problem, throwProblems } from '../errors.ts';
import { collectionsIn } from '../facets/named-collection.ts';
import type { DeclaredProject } from '../model/declared.ts';
import { didYouMean } from '../model/nearest-name.ts';

/** Asks the server for the named collections that the code refers to. @throws AppError DECLARATION_INVALID for each that is not there. */
export async function requireCollections(declared: DeclaredProject, clickhouse: ClickHouse): Promise<void> {
  const objects = [...declared.tables, ...declared.dictionaries];
  const uses = objects.flatMap(({ name, config, source }) =>
    collectionsIn(config).map((collection) => ({ name, source, collection })),
  );
  if (uses.length === 0) return;
  const known = await collectionNames(clickhouse);
  if (known === null) return;
  throwProblems(
    uses
      .filter(({ collection }) => !known.has(collection))
      .map(({ name, source, collection }) =>
        problem(
          'DECLARATION_INVALID',
          `${name}: the server has no named collection \`${collection}\`${didYouMean(collection, [...known])}`,
          {
            position: source,
            hint: `Have it made there first: CREATE NAMED COLLECTION ${collection} AS …`,
          },
        ),
      ),
  );
}
