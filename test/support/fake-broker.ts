import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type AnyApi, array, encode, int16, int32, struct, tags } from '../../src/drivers/kafka/codec.ts';
import { WireReader } from '../../src/drivers/kafka/wire.ts';
import { FakeCluster, type FakeFlavour } from './fake-cluster.ts';

/** What goes wrong, and how often it still will. */
export interface Faults {
  /** Changes are taken at once and shown only after that many looks. */
  lookedPast: number;
  /** The connection breaks when such a request arrives: before anything is done, or after. */
  dropped: { readonly api: string; readonly when: 'before' | 'after' } | null;
  /** Topics with a partition that has no leader. */
  readonly leaderless: Set<string>;
  /** Topics that every change is refused for. */
  readonly refused: Map<string, { readonly code: number; readonly message: string | null }>;
  /** Changes that are answered with NOT_CONTROLLER. */
  notController: number;
}

export interface FakeBroker {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  readonly cluster: FakeCluster;
  readonly faults: Faults;
  /** Names of the requests that came, in order. */
  readonly requests: string[];
  stop(): Promise<void>;
}

const API_VERSIONS = 18;
const versions = {
  error: int16,
  apis: array(struct({ key: int16, min: int16, max: int16 })),
};

/** A TCP server that speaks the few requests of the driver: for faults that a real broker does not have on demand. */
export async function startFakeBroker(
  flavour: FakeFlavour,
  without: readonly AnyApi[] = [],
  brokers: readonly number[] = [7],
): Promise<FakeBroker> {
  const faults: Faults = {
    lookedPast: 0,
    dropped: null,
    leaderless: new Set(),
    refused: new Map(),
    notController: 0,
  };
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    eachMessage(socket, (message) => answer(socket, message));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const cluster = new FakeCluster(flavour, port, faults, brokers);
  const apis = cluster.apis().filter(({ api }) => !without.includes(api));

  function answer(socket: Socket, message: Buffer): void {
    const from = new WireReader(message);
    const [key, version, correlation] = [from.int16(), from.int16(), from.int32()];
    const client = from.int16();
    if (client > 0) from.bytes(client);
    const send = (isFlexible: boolean, body: Buffer): void => {
      const head = [encode(int32, correlation), ...(isFlexible ? [encode(tags, null)] : [])];
      const whole = Buffer.concat([...head, body]);
      socket.write(Buffer.concat([encode(int32, whole.length), whole]));
    };
    if (key === API_VERSIONS) {
      const spoken = [...apis.map(({ api }) => api), { key: API_VERSIONS, version: 0 }];
      const listed = spoken.map((api) => ({ key: api.key, min: 0, max: api.version }));
      const body = encode(struct(versions), { error: 0, apis: listed });
      // Since version 1 a time to wait comes last.
      send(false, version === 0 ? body : Buffer.concat([body, encode(int32, 0)]));
      return;
    }
    const spoken = apis.find(({ api }) => api.key === key && api.version === version);
    if (spoken === undefined) {
      socket.destroy();
      return;
    }
    const { api, handle } = spoken;
    requests.push(api.name);
    const isDropped = faults.dropped?.api === api.name ? faults.dropped.when : null;
    if (isDropped !== null) faults.dropped = null;
    if (isDropped === 'before') {
      socket.destroy();
      return;
    }
    if (api.isFlexible) tags.read(from);
    const response = handle(api.request.read(from));
    if (isDropped === 'after') socket.destroy();
    else send(api.isFlexible, encode(api.response, response));
  }

  return {
    address: `127.0.0.1:${port}`,
    cluster,
    faults,
    requests,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Messages come with their length before them, in pieces of any size. */
export function eachMessage(socket: Socket, use: (message: Buffer) => void): void {
  let waiting = Buffer.alloc(0);
  socket.on('data', (piece: Buffer) => {
    waiting = Buffer.concat([waiting, piece]);
    while (waiting.length >= 4 && waiting.length >= 4 + waiting.readInt32BE(0)) {
      const end = 4 + waiting.readInt32BE(0);
      const message = waiting.subarray(4, end);
      waiting = waiting.subarray(end);
      use(message);
    }
  });
}
