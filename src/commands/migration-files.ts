/** The folder of a project's migration and its three files; the names are Moose's. */
export const MIGRATION_FILES = {
  directory: 'migrations',
  plan: 'plan.yaml',
  /** The live state when the plan was made. */
  base: 'remote_state.json',
  /** The state the code wanted when the plan was made. */
  desired: 'local_infra_map.json',
} as const;
