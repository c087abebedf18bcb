import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';
import { AppError } from '../../errors.ts';

interface Place {
  readonly host: string;
  readonly port: number;
}

const KAFKA_PORT = 9092;

/**
 * The brokers of the list under names without a colon, since kafkajs cuts `[::1]:9092` at its first one.
 * @throws AppError TARGET_INVALID
 */
export function seedsOf(brokers: readonly string[]): ReadonlyMap<string, Place> {
  return new Map(brokers.map((text, at) => [`seed-${at}`, placeOf(text)]));
}

function placeOf(text: string): Place {
  const [, bracketed, plain, port] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/@[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const number = port === undefined ? KAFKA_PORT : Number(port);
  if (host === undefined || number < 1 || number > 65_535) {
    throw new AppError('TARGET_INVALID', 'the list of brokers cannot be used: one of them is not host:port', {
      hint: 'Write the brokers as localhost:9092, with commas between them, without a scheme.',
    });
  }
  return { host, port: number };
}

const KEEP_ALIVE_MS = 60_000;

/** Opens sockets for kafkajs; a name of the list is where it stands for. */
export function socketFactory(seeds: ReadonlyMap<string, Place>): ISocketFactory {
  return ({ host: name, port: given, ssl, onConnect }) => {
    const { host, port } = seeds.get(name) ?? { host: name, port: given };
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = ssl
      ? connectTls({ host, port, ...servername, ...(typeof ssl === 'object' ? ssl : {}) }, onConnect)
      : connect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    return socket;
  };
}
