import type { InfraMap } from '../model/infra-map.ts';

const NOBODY = 'no table';

/**
 * Topics of two states whose messages go to another table, a line each. There is no operation for it: what carries messages
 * from topics into tables is not run by us.
 *
 * @param before the state that was planned last
 */
export function reroutedLines(before: InfraMap, desired: InfraMap): readonly string[] {
  const earlier = new Map(before.topics.map((topic) => [topic.address, topic]));
  return desired.topics.flatMap(({ address, destination, source }) => {
    const topic = earlier.get(address);
    if (topic === undefined || topic.destination === destination) return [];
    const place = source === null ? '' : `${source.file}:${source.line}:${source.column} `;
    return [
      `${place}${address} feeds ${destination ?? NOBODY} now, and ${topic.destination ?? NOBODY} in the plan saved before. That is no operation: this tool does not carry messages into tables, so tell or restart what does. Messages taken before stay where they are`,
    ];
  });
}
