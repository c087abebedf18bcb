import type { TopicResult } from '../drivers/kafka/topic-admin.ts';
import { AppError } from '../errors.ts';

/** The results of a request: throws where one was refused, or cannot be seen. */
export function requireDone(results: readonly TopicResult[], what: string): void {
  for (const { topic, outcome } of results) {
    if (outcome.is === 'refused') {
      const { name, message } = outcome.error;
      throw new AppError('BROKER_REFUSED', `The broker refuses ${what} topic ${topic}: ${name}: ${message}`);
    }
    if (outcome.is === 'unseen')
      throw new AppError(
        'TARGET_UNREACHABLE',
        `The broker took it ${what} topic ${topic}, and it is ${outcome.why}.`,
      );
  }
}
