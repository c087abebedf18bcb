/** What a command says while it works; the command line decides how (and whether) people see it. Never results. */
export interface Talk {
  /** A new phase of work begins, in a few words. */
  phase(words: string): void;
  /** Something worth knowing that stops nothing. */
  note(words: string): void;
}
