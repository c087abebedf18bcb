import { addressOfName } from '../../model/address.ts';
import type { InfraMap } from '../../model/infra-map.ts';
import { isTopicOperation, type Operation } from '../../model/operation.ts';
import { namesIn } from '../../model/tokens.ts';
import { topicAddress } from '../../model/topic.ts';
import { block, label } from './escaped.ts';

type Sort = 'topic' | 'table' | 'view' | 'materialized view' | 'dictionary';

interface Node {
  readonly address: string;
  readonly name: string;
  /** As SELECTs name it. */
  readonly plain: string;
  readonly sort: Sort;
}

interface Edge {
  readonly from: string;
  readonly to: string;
}

interface Graph {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly edges: readonly Edge[];
}

/** More boxes than a person can follow. */
const MOST_NODES = 60;

function nodesOf(map: InfraMap): readonly Node[] {
  const named = (sort: Sort) => (object: { readonly address: string; readonly name: string }) => ({
    address: object.address,
    name: object.address,
    plain: object.name,
    sort,
  });
  return [
    ...map.topics.map(({ address, name }): Node => ({ address, name, plain: name, sort: 'topic' })),
    ...map.tables.map(named('table')),
    ...map.views.map(named('view')),
    ...map.materializedViews.map(named('materialized view')),
    ...map.dictionaries.map(named('dictionary')),
  ];
}

/** Who feeds whom: by the names that stand in a SELECT or a source, rather one too many. */
function edgesOf(map: InfraMap, nodes: readonly Node[]): readonly Edge[] {
  const byName = new Map<string, Node[]>();
  for (const node of nodes) {
    if (node.sort === 'topic') continue;
    byName.set(node.plain, [...(byName.get(node.plain) ?? []), node]);
  }
  const reads = (address: string, sql: string): readonly Edge[] =>
    [...namesIn(sql)]
      .flatMap((name) => byName.get(name) ?? [])
      .filter((node) => node.address !== address)
      .map((node) => ({ from: node.address, to: address }));
  return [
    ...map.topics.flatMap(({ address, destination }) =>
      destination === null ? [] : [{ from: address, to: destination }],
    ),
    ...map.views.flatMap(({ address, select }) => reads(address, select)),
    ...map.materializedViews.flatMap(({ address, select, target }) => {
      const to = target === null ? null : addressOfName(target);
      return [
        ...reads(address, select).filter(({ from }) => from !== to),
        ...(to === null ? [] : [{ from: address, to }]),
      ];
    }),
    ...map.dictionaries.flatMap(({ address, origin }) => reads(address, origin)),
  ];
}

/** Both states together: what goes is shown as well as what comes. */
function graphOf(base: InfraMap, desired: InfraMap): Graph {
  const nodes = new Map([...nodesOf(base), ...nodesOf(desired)].map((node) => [node.address, node]));
  const all = [...nodes.values()];
  const edges = new Map(
    [...edgesOf(base, all), ...edgesOf(desired, all)].map((edge) => [`${edge.from}\n${edge.to}`, edge]),
  );
  return { nodes, edges: [...edges.values()] };
}

type Mark = 'added' | 'changed' | 'dropped';

function marksOf(operations: readonly Operation[]): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const operation of operations) {
    const { kind, target } = operation;
    const address = isTopicOperation(operation)
      ? topicAddress(target.name)
      : `${target.database}.${target.name}`;
    if (/^Create/.test(kind)) marks.set(address, 'added');
    else if (/^Drop(Table|View|MaterializedView|Dictionary)$|^DeleteTopic$/.test(kind))
      marks.set(address, 'dropped');
    else if (!marks.has(address)) marks.set(address, 'changed');
  }
  return marks;
}

const SHAPES: Readonly<Record<Sort, readonly [string, string]>> = {
  topic: ['>', ']'],
  table: ['[(', ')]'],
  view: ['[', ']'],
  'materialized view': ['[[', ']]'],
  dictionary: ['{{', '}}'],
};

const CLASSES = [
  'classDef added fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  'classDef changed fill:#fff8c5,stroke:#9a6700,color:#1f2328',
  'classDef dropped fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:4',
];

/**
 * A diagram of what changes with what feeds it and what it feeds, one step around; null where nothing has neighbours or there
 * is too much of it.
 */
export function lineage(
  base: InfraMap,
  desired: InfraMap,
  operations: readonly Operation[],
): readonly string[] | null {
  const { nodes, edges } = graphOf(base, desired);
  const marks = marksOf(operations);
  const near = edges.filter(({ from, to }) => marks.has(from) || marks.has(to));
  const shown = [...new Set(near.flatMap(({ from, to }) => [from, to]))]
    .filter((address) => nodes.has(address))
    .sort();
  if (near.length === 0 || shown.length > MOST_NODES) return null;
  const ids = new Map(shown.map((address, at) => [address, `n${at}`]));
  const boxes = shown.flatMap((address) => {
    const node = nodes.get(address);
    if (node === undefined) return [];
    const [open, close] = SHAPES[node.sort];
    const mark = marks.get(address);
    const text = label(`${node.sort === 'topic' ? 'stream' : node.sort} ${node.name}`);
    return [`  ${ids.get(address)}${open}${text}${close}${mark === undefined ? '' : `:::${mark}`}`];
  });
  const arrows = near
    .filter(({ from, to }) => ids.has(from) && ids.has(to))
    .map(({ from, to }) => `  ${ids.get(from)} --> ${ids.get(to)}`)
    .sort();
  return [
    block('mermaid', ['flowchart LR', ...boxes, ...arrows, ...CLASSES.map((line) => `  ${line}`)].join('\n')),
  ];
}
