import {
  type Consumer,
  type ConsumerConfig,
  type RoutedMessage,
  Stream,
  type StreamConfig,
  type SyncOrAsyncTransform,
  type TransformConfig,
} from './stream.ts';
import type { Untyped } from './untyped.ts';

/** A message that failed, as it is stored. */
export interface DeadLetterModel {
  /** The message as it came. */
  originalRecord: Record<string, Untyped>;
  errorMessage: string;
  /** Class of the error, such as `ValidationError`. */
  errorType: string;
  failedAt: Date;
  /** Where it failed. */
  source: 'api' | 'transform' | 'table';
}

/** A failed message together with its typed form. */
export interface DeadLetter<T> extends DeadLetterModel {
  /** The original record. @throws when it is not a `T`. */
  asTyped: () => T;
}

/**
 * A stream of messages that failed. `T` is the message that failed; what the topic holds is a {@link DeadLetterModel}.
 *
 * @example export const badClicks = new DeadLetterQueue<Click>('badClicks', { retentionPeriod: 2_592_000 });
 */
export class DeadLetterQueue<T> extends Stream<DeadLetterModel> {
  /** The message that failed; exists for the type checker alone. */
  declare readonly __failed?: T;
  override readonly kind = 'DeadLetterQueue';

  constructor(name: string, config: StreamConfig<DeadLetterModel> = {}) {
    super(name, config);
  }

  override addTransform<U>(
    destination: Stream<U>,
    transformation: SyncOrAsyncTransform<DeadLetter<T>, U>,
    config?: TransformConfig<DeadLetterModel>,
  ): void {
    super.addTransform(destination, transformation as SyncOrAsyncTransform<DeadLetterModel, U>, config);
  }

  override addConsumer(consumer: Consumer<DeadLetter<T>>, config?: ConsumerConfig<DeadLetterModel>): void {
    super.addConsumer(consumer as Consumer<DeadLetterModel>, config);
  }

  override addMultiTransform(transformation: (record: DeadLetter<T>) => RoutedMessage[]): void {
    super.addMultiTransform(transformation as (record: DeadLetterModel) => RoutedMessage[]);
  }
}
