import * as z from 'zod';
import type { Component, ComponentKind } from '../model/infra-map.ts';
import type { Json } from '../model/json.ts';
import { metadataShape, metadataToFile, sourceFromFile } from './texts.ts';

/** The sections of a snapshot that hold what this tool records and does not change. */
export const COMPONENT_SECTIONS = [
  'api_endpoints',
  'workflows',
  'web_apps',
  'function_processes',
  'select_row_policies',
] as const;
export type ComponentSection = (typeof COMPONENT_SECTIONS)[number];

export const SECTION_OF_KIND = {
  api: 'api_endpoints',
  'ingest-api': 'api_endpoints',
  workflow: 'workflows',
  'web-app': 'web_apps',
  transform: 'function_processes',
  consumer: 'function_processes',
  'row-policy': 'select_row_policies',
} as const satisfies Readonly<Record<ComponentKind, ComponentSection>>;

const KINDS = Object.keys(SECTION_OF_KIND) as [ComponentKind, ...ComponentKind[]];

export const componentShape = z.strictObject({
  kind: z.enum(KINDS),
  name: z.string(),
  detail: z.record(z.string(), z.json()).default({}),
  metadata: metadataShape.nullable().default(null),
});

export function componentToFile(component: Component): object {
  const { kind, name, detail, source } = component;
  return { kind, name, detail, ...metadataToFile(source) };
}

export function componentFromFile(address: string, file: z.infer<typeof componentShape>): Component {
  return {
    address,
    kind: file.kind,
    name: file.name,
    detail: file.detail,
    source: sourceFromFile(file.metadata),
  };
}

/** A component of the peer's file: its kind follows from the section, what it says besides its name is its detail. */
export function componentFromPeer(section: ComponentSection, key: string, value: Json): Component {
  const group = isGroup(value) ? value : {};
  const { name, metadata: _metadata, source_primitive: _primitive, ...detail } = group;
  const kind = kindOfPeer(section, group);
  const named = typeof name === 'string' ? name : key;
  return { address: `${kind}/${named}`, kind, name: named, detail, source: null };
}

function isGroup(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOfPeer(section: ComponentSection, group: { readonly [key: string]: Json }): ComponentKind {
  switch (section) {
    case 'api_endpoints': {
      const { api_type: type } = group;
      return type === 'INGRESS' || (isGroup(type) && 'INGRESS' in type) ? 'ingest-api' : 'api';
    }
    case 'workflows':
      return 'workflow';
    case 'web_apps':
      return 'web-app';
    case 'function_processes':
      return group.target_topic_id === undefined || group.target_topic_id === null ? 'consumer' : 'transform';
    case 'select_row_policies':
      return 'row-policy';
    default:
      return section satisfies never;
  }
}
