import { connect } from 'node:net';

/** A server on this machine answers a connection at once, or not at all. */
const LIMIT_MS = 2000;

/** Whether somebody takes TCP connections there; what is spoken behind it is not asked. */
export function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: LIMIT_MS });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
