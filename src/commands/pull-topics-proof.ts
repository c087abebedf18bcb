import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topicSteps } from '../facets/topics/index.ts';
import type { Address } from '../model/address.ts';
import type { KafkaFlavour, Topic } from '../model/topic.ts';
import { infraMapOf } from '../project/infra-map-of.ts';
import { type StreamOptions, streamFile } from '../project/source/stream-source.ts';

/**
 * Writes the code somewhere temporary, loads it and compares what it declares with the live topics. Answers why a topic does
 * not come back as it is, for those that do not.
 */
export async function findUnprovableTopics(
  topics: readonly Topic[],
  flavour: KafkaFlavour,
  options: StreamOptions,
): Promise<ReadonlyMap<Address, string>> {
  const faults = new Map<Address, string>();
  if (topics.length === 0) return faults;
  const declared = await declaredTopics(streamFile(topics, options), options);
  for (const before of topics) {
    const after = declared.find(({ address }) => address === before.address);
    const because =
      after === undefined ? 'its declaration is of another name' : differenceOf(before, after, flavour);
    if (because !== null) faults.set(before.address, because);
  }
  return faults;
}

async function declaredTopics(text: string, { namespace }: StreamOptions): Promise<readonly Topic[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'moose-pull-')));
  try {
    writeFileSync(join(folder, 'index.ts'), text);
    const { declareProject } = await import('../project/declare.ts');
    const declared = await declareProject({ projectDir: folder, sourceDir: '.' });
    const placement = { defaultDatabase: 'default', additionalDatabases: [], clusters: [], namespace };
    return infraMapOf(declared, placement).topics;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function differenceOf(before: Topic, after: Topic, flavour: KafkaFlavour): string | null {
  for (const step of topicSteps({ before, after }, flavour)) {
    if (step.step === 'do') return `made anew, it would not be the same (${step.action.kind})`;
    if (step.config === null || step.step === 'refuse') return step.because;
    return `${step.config}: ${step.because}`;
  }
  return null;
}
