import { compareAddresses } from '../../model/address.ts';
import type { Component, ComponentKind } from '../../model/infra-map.ts';
import type { IngestPipelineConfig } from '../../sdk/ingest.ts';
import type { Declaration, DeclarationKind } from '../../sdk/registry.ts';
import { checkOptions, type OptionsOf } from './options.ts';
import { detailOf } from './plain-values.ts';
import { membersOf, type Reading } from './reading.ts';

const PIPELINE: OptionsOf<IngestPipelineConfig<never>> = {
  table: true,
  stream: true,
  ingestApi: true,
  ingest: true,
  deadLetterQueue: true,
  version: true,
  path: true,
  lifeCycle: true,
  schema: true,
  metadata: true,
};

interface Described {
  readonly name: string;
  /** What tells components of one name apart, such as a version; null for nothing. */
  readonly version: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

type Members = Readonly<Record<string, unknown>>;

const KINDS: Readonly<
  Partial<
    Record<
      DeclarationKind,
      (object: Members, config: Members) => Omit<Described, 'name'> & { readonly name?: string }
    >
  >
> = {
  api: ({ name }, { path = name, version, metadata }) => ({
    version: textOf(version),
    detail: { path, version, ...notes(metadata) },
  }),
  'ingest-api': ({ name }, { path = name, version, destination, deadLetterQueue, metadata }) => ({
    version: textOf(version),
    detail: {
      path,
      version,
      destination: nameOf(destination),
      deadLetterQueue: nameOf(deadLetterQueue),
      ...notes(metadata),
    },
  }),
  workflow: (_, { startingTask, schedule, retries, timeout }) => ({
    version: null,
    detail: { tasks: taskNames(startingTask), schedule, retries, timeout },
  }),
  'web-app': (_, { mountPath, metadata }) => ({ version: null, detail: { mountPath, ...notes(metadata) } }),
  transform: ({ source, destination }, { version, deadLetterQueue }) => ({
    name: `${nameOf(source) ?? ''}->${nameOf(destination) ?? '*'}`,
    version: textOf(version),
    detail: {
      source: nameOf(source),
      destination: nameOf(destination),
      version,
      deadLetterQueue: nameOf(deadLetterQueue),
    },
  }),
  consumer: ({ source }, { version, deadLetterQueue }) => ({
    name: nameOf(source) ?? '',
    version: textOf(version),
    detail: { source: nameOf(source), version, deadLetterQueue: nameOf(deadLetterQueue) },
  }),
  'row-policy': (_, { tables, column, claim }) => ({ version: null, detail: { tables, column, claim } }),
};

/** Everything declared that is recorded only: endpoints, workflows, web applications, stream functions, row policies. */
export function readComponents(reading: Reading): readonly Component[] {
  checkPipelines(reading);
  const components = Object.keys(KINDS).flatMap((kind) =>
    reading
      .declared(kind as DeclarationKind)
      .map((declaration) => readComponent(reading, declaration, kind as ComponentKind)),
  );
  return withDistinctAddresses(components).sort((a, b) => compareAddresses(a.address, b.address));
}

function readComponent(reading: Reading, declaration: Declaration, kind: ComponentKind): Component {
  const object = membersOf(declaration.object);
  const described = KINDS[kind]?.(object, membersOf(object.config));
  const name = described?.name ?? reading.name(declaration, `a ${kind}`, object.name);
  const version = described?.version ?? null;
  return {
    address: `${kind}/${[name, version].filter((part) => part !== null).join('/')}`,
    kind,
    name,
    detail: detailOf(described?.detail ?? {}),
    source: reading.positionOf(declaration),
  };
}

/** Several consumers or transforms of one stream may be declared without a version. */
function withDistinctAddresses(components: readonly Component[]): Component[] {
  const counts = new Map<string, number>();
  return components.map((component) => {
    const count = (counts.get(component.address) ?? 0) + 1;
    counts.set(component.address, count);
    const isNumbered = count > 1 && (component.kind === 'transform' || component.kind === 'consumer');
    return isNumbered ? { ...component, address: `${component.address}#${count}` } : component;
  });
}

function checkPipelines(reading: Reading): void {
  for (const declaration of reading.declared('ingest-pipeline')) {
    const { name, config } = membersOf(declaration.object);
    const { ingestApi, ingest, stream } = membersOf(config);
    checkOptions(reading, declaration, `pipeline ${String(name)}`, membersOf(config), PIPELINE);
    if ((ingestApi ?? ingest) && !stream) {
      reading.report(
        declaration,
        `the endpoint of pipeline ${String(name)} has no stream to write to`,
        'Give the pipeline `stream: true`.',
      );
    }
  }
}

function notes(metadata: unknown): Members {
  return { description: membersOf(metadata).description };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function nameOf(value: unknown): string | null {
  return textOf(membersOf(value).name);
}

/** The tasks of a workflow, each once, in the order in which they are reached. */
function taskNames(start: unknown): readonly string[] {
  const names = new Set<string>();
  const visit = (task: unknown): void => {
    const name = nameOf(task);
    if (name === null || names.has(name)) return;
    names.add(name);
    const { onComplete } = membersOf(membersOf(task).config);
    if (Array.isArray(onComplete)) for (const next of onComplete) visit(next);
  };
  visit(start);
  return [...names];
}
