import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { writingFile } from './own-write.ts';
import { EMPTY_STATE, parseState, printState, type StateStore } from './state-store.ts';

/** Keeps the state in a file of the project: for embedded work, where nobody else applies. */
export function fileStateStore(file: string): StateStore {
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      return text === null ? EMPTY_STATE : parseState(text);
    },
    async write(state) {
      await writingFile(file, async () => {
        await mkdir(dirname(file), { recursive: true });
        await writeFileAtomic(file, `${printState(state)}\n`);
      });
    },
  };
}
