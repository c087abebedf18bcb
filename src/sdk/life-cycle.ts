/**
 * Who may change a declared object.
 *
 * @example new OlapTable<Event>('events', { lifeCycle: LifeCycle.DELETION_PROTECTED })
 */
export enum LifeCycle {
  /** The tool creates, alters and drops it. The default. */
  FULLY_MANAGED = 'FULLY_MANAGED',
  /**
   * The tool creates and alters it, and never drops it nor any of its columns; nor does it shorten a TTL or make a column
   * hold less. SQL in a plan that would do so is refused.
   */
  DELETION_PROTECTED = 'DELETION_PROTECTED',
  /** Somebody else owns it; the tool never touches it. */
  EXTERNALLY_MANAGED = 'EXTERNALLY_MANAGED',
}
