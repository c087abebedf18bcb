import type { API } from 'typescript/unstable/sync';

/**
 * Does pieces of work that ask the compiler, all at the same time: what each of them wants to know next is sent together, so that
 * the compiler works on one answer while we read another. A piece of work is begun anew whenever an answer has come, so it must
 * have no effects but what it remembers.
 */
export type Together = (works: readonly (() => void)[]) => void;

/** One question, as the client of the compiler words it. */
interface Question {
  readonly method: string;
  /** Parameters as JSON. */
  readonly text: string;
}

type Answer =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'error'; readonly message: string };

/** What we use of the client's inner workings; typescript is pinned to one version. */
interface Channel {
  writeAllBuf(data: Uint8Array): void;
  readTuple(): void;
  readonly _msgType: number;
  readonly _msgName: Buffer;
  readonly _msgPayload: Buffer;
}

const REQUEST = 1;
const RESPONSE = 4;
const FAILURE = 5;

/** Bytes that may wait for the compiler: whatever the platform, they fit into the pipe, so that no write ever blocks. */
const AHEAD = 4096;

/** Pieces of work whose answers are held at a time: they take memory. */
const AT_ONCE = 128;
/** Pieces of work that ask one question after the other, to find out what all have in common. */
const ALONE = 8;
/** Few questions: less than one for so many pieces of work. */
const FEW = 4;

/** Thrown where an answer is wanted that is not there yet. */
const WAITING = new Error('an answer of the compiler is waited for');

/** `map` that goes on where one item waits or fails, and says so at the end: what the others want to know is then asked with it. */
export function mapTogether<T, R>(items: readonly T[], map: (item: T) => R): readonly R[] {
  let failure: { readonly error: unknown } | null = null;
  const results = items.flatMap((item): readonly R[] => {
    try {
      return [map(item)];
    } catch (error) {
      failure ??= { error };
      return [];
    }
  });
  return orThrow(results, failure);
}

function orThrow<R>(results: R, failure: { readonly error: unknown } | null): R {
  if (failure !== null) throw failure.error;
  return results;
}

/** How to ask this compiler many things at once. With a client of other inner workings, one after the other. */
export function togetherWith(api: API): Together {
  const client: unknown = Reflect.get(api, 'client');
  const channel = channelOf(client);
  if (typeof client !== 'object' || client === null || channel === null)
    return (works) => {
      for (const work of works) work();
    };
  return (works) => {
    for (let at = 0; at < works.length; at += AT_ONCE)
      doTogether(client, channel, works.slice(at, at + AT_ONCE), at === 0);
  };
}

function doTogether(
  client: object,
  channel: Channel,
  works: readonly (() => void)[],
  areFirst: boolean,
): void {
  const answers = new Map<string, Answer>();
  const asked = new Map<string, Question>();
  const askLater = (method: string, params: unknown): unknown => {
    const text = JSON.stringify(params);
    const key = `${method} ${text}`;
    const answer = answers.get(key);
    if (answer === undefined) {
      asked.set(key, { method, text });
      throw WAITING;
    }
    if (answer.is === 'error') throw new Error(answer.message);
    return answer.value;
  };
  try {
    let left = works;
    let few = areFirst;
    while (left.length > 0) {
      // What many have in common is not worth a round for all: the first ones ask for it as if they were alone.
      if (few) {
        Reflect.deleteProperty(client, 'apiRequest');
        for (const work of left.slice(0, ALONE)) work();
        left = left.slice(ALONE);
      }
      // An own property hides the method of the class, and is taken away again.
      Reflect.set(client, 'apiRequest', askLater);
      left = left.filter(isWaiting);
      const keys = [...asked.keys()];
      const questions = [...asked.values()];
      asked.clear();
      exchange(channel, questions).forEach((answer, at) => void answers.set(keys[at] ?? '', answer));
      few = questions.length * FEW < left.length;
    }
  } finally {
    Reflect.deleteProperty(client, 'apiRequest');
  }
}

function isWaiting(work: () => void): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error === WAITING) return true;
    throw error;
  }
}

function channelOf(client: unknown): Channel | null {
  const channel: unknown =
    typeof client === 'object' && client !== null ? Reflect.get(client, 'channel') : null;
  if (typeof channel !== 'object' || channel === null) return null;
  // On Windows both directions share one pipe, and nothing is known of how much it holds.
  if (process.platform === 'win32') return null;
  const isKnown = ['writeAllBuf', 'readTuple'].every(
    (name) => typeof Reflect.get(channel, name) === 'function',
  );
  return isKnown ? (channel as Channel) : null;
}

/** Sends questions ahead of the answers to earlier ones, which come in the same order. */
function exchange(channel: Channel, questions: readonly Question[]): readonly Answer[] {
  const messages = questions.map(messageOf);
  const answers: Answer[] = [];
  let sent = 0;
  let waiting = 0;
  while (answers.length < questions.length) {
    const from = sent;
    // In strides, as each write costs a system call and wakes the compiler.
    if (waiting <= AHEAD / 2)
      for (let next = messages[sent]; next !== undefined; next = messages[sent]) {
        if (waiting > 0 && waiting + next.length > AHEAD) break;
        waiting += next.length;
        sent += 1;
      }
    if (sent > from) channel.writeAllBuf(Buffer.concat(messages.slice(from, sent)));
    const at = answers.length;
    answers.push(readAnswer(channel, questions[at]?.method ?? ''));
    waiting -= messages[at]?.length ?? 0;
  }
  return answers;
}

function readAnswer(channel: Channel, method: string): Answer {
  channel.readTuple();
  const { _msgType: type, _msgName: name, _msgPayload: payload } = channel;
  if ((type !== RESPONSE && type !== FAILURE) || name.toString('utf8') !== method)
    throw new Error(`the compiler answered ${name.toString('utf8')} (${type}) when asked for ${method}`);
  const text = payload.toString('utf8');
  if (type === FAILURE) return { is: 'error', message: text };
  return { is: 'value', value: text === '' ? undefined : JSON.parse(text) };
}

/** A request in MessagePack: `[type, method, parameters]`, the last two as bytes. */
function messageOf({ method, text }: Question): Buffer {
  return Buffer.concat([Buffer.from([0x93, REQUEST]), bytesOf(method), bytesOf(text)]);
}

function bytesOf(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const size = Buffer.alloc(5);
  size[0] = 0xc6;
  size.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([size, bytes]);
}
