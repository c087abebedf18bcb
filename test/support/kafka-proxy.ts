import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { eachMessage } from './fake-broker.ts';

/** One request that changes something, on its way to the brokers. */
export interface KafkaChange {
  /** Its API: `CreateTopics`. */
  readonly name: string;
}

/** What happens to one change: nothing goes on once it has come in, or once the broker has answered. */
export type KafkaHold = 'request' | 'reply';

/** A proxy in front of one broker, through which a client that is told of no other goes. */
export interface KafkaProxy {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** Names of the changes that the broker has got, since the last `watch`. */
  readonly changes: readonly string[];
  /** Decides what happens to changes from now on; null passes everything through. */
  watch(choose: ((change: KafkaChange) => KafkaHold | null) | null, reached?: () => void): void;
  stop(): Promise<void>;
}

const CHANGES: ReadonlyMap<number, { readonly name: string; readonly endsWithCheck: boolean }> = new Map([
  [19, { name: 'CreateTopics', endsWithCheck: true }],
  [20, { name: 'DeleteTopics', endsWithCheck: false }],
  [37, { name: 'CreatePartitions', endsWithCheck: true }],
  [44, { name: 'IncrementalAlterConfigs', endsWithCheck: true }],
  [45, { name: 'AlterPartitionReassignments', endsWithCheck: false }],
]);

/** In the versions that we send, `validateOnly` is the last byte. */
function changeIn(message: Buffer): string | null {
  const known = CHANGES.get(message.readInt16BE(0));
  if (known === undefined || (known.endsWithCheck && message.readInt8(message.length - 1) !== 0)) return null;
  return known.name;
}

function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(message.length);
  return Buffer.concat([length, message]);
}

/** Starts a proxy on a free port of the loopback interface. @param broker `host:port` */
export async function startKafkaProxy(broker: string): Promise<KafkaProxy> {
  const [host = '', port = ''] = broker.split(':');
  const sockets = new Set<Socket>();
  let changes: string[] = [];
  let choose: ((change: KafkaChange) => KafkaHold | null) | null = null;
  let reached = (): void => undefined;
  const server = createServer((client) => {
    const upstream = connect({ host, port: Number(port) });
    const held = new Set<number>();
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    eachMessage(client, (message) => {
      const name = changeIn(message);
      const hold = name === null ? null : (choose?.({ name }) ?? null);
      if (hold === 'request') {
        reached();
        return;
      }
      if (name !== null) changes.push(name);
      if (hold === 'reply') held.add(message.readInt32BE(4));
      upstream.write(framed(message));
    });
    eachMessage(upstream, (message) => {
      if (held.has(message.readInt32BE(0))) reached();
      else client.write(framed(message));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get changes() {
      return changes;
    },
    watch(next, tell = () => undefined) {
      choose = next;
      reached = tell;
      changes = [];
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
