import type { ValueOf } from '../../src/drivers/kafka/codec.ts';
import {
  type describeConfigs3,
  type incrementalAlterConfigs0,
  RESOURCE,
} from '../../src/drivers/kafka/messages/configs.ts';

type Change = ValueOf<typeof incrementalAlterConfigs0.request>['resources'][number]['configs'][number];

/** Configs that are set on single brokers of a fake cluster, by broker id. */
export class FakeBrokerConfigs {
  readonly of = new Map<string, Readonly<Record<string, string>>>();

  describe(name: string): ValueOf<typeof describeConfigs3.response>['resources'][number] {
    const configs = Object.entries(this.of.get(name) ?? {}).map(([key, value]) => ({
      name: key,
      value,
      readOnly: false,
      source: 2,
      isSensitive: false,
      synonyms: [],
      type: 5,
      documentation: null,
    }));
    return { errorCode: 0, errorMessage: null, type: RESOURCE.broker, name, configs };
  }

  alter(
    name: string,
    changes: readonly Change[],
  ): ValueOf<typeof incrementalAlterConfigs0.response>['resources'][number] {
    const named = new Set(changes.map((each) => each.name));
    const kept = Object.entries(this.of.get(name) ?? {}).filter(([key]) => !named.has(key));
    const set = changes.flatMap(({ name: key, alteration, value }) =>
      alteration === 0 ? [[key, value ?? ''] as const] : [],
    );
    this.of.set(name, Object.fromEntries([...kept, ...set]));
    return { errorCode: 0, errorMessage: null, type: RESOURCE.broker, name };
  }
}
