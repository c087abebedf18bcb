import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type JournalEntry, newestMigration } from '../model/journal.ts';
import { TOOL_VERSION } from '../version.ts';
import { JOURNAL_ENTRY, type JournalStore } from './journal-store.ts';
import { writingFile } from './own-write.ts';

async function read(file: string): Promise<readonly JournalEntry[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // A line cut off by a crash was never acknowledged.
  const lines = text.split('\n').slice(0, -1);
  return lines.flatMap((line) => entryIn(line));
}

// What was cut off stays in the file, and the next line begins behind it.
function entryIn(line: string): readonly JournalEntry[] {
  const start = line.lastIndexOf('{"migration":');
  if (start === -1) return [];
  return [JOURNAL_ENTRY.parse(JSON.parse(line.slice(start)))];
}

/**
 * A file of one JSON document a line, for embedded work.
 * @param requireTrue throws unless a condition, as SQL, is true on the server: a file cannot hold a fence
 */
export function fileJournal(
  file: string,
  now: () => Date,
  requireTrue: (condition: string) => Promise<void>,
): JournalStore {
  return {
    newest: async () => newestMigration(await read(file)),
    history: async (limit) => (await read(file)).slice(-limit),
    async append(entries, guard) {
      if (entries.length === 0) return;
      if (guard !== null) await requireTrue(guard);
      const lines = entries.map(
        (entry) => `${JSON.stringify({ ...entry, at: now().toISOString(), tool: TOOL_VERSION })}\n`,
      );
      await writingFile(file, async () => {
        await mkdir(dirname(file), { recursive: true });
        await appendFile(file, lines.join(''), { flush: true });
      });
    },
  };
}
