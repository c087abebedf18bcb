import manifest from '../package.json' with { type: 'json' };

/** The version of this tool, as package.json says. */
export const TOOL_VERSION: string = manifest.version;

/** Hash of the sources that a build was made from: scripts/build.mjs puts it in. Unset where the sources themselves run. */
declare const MOOSE_BUILD: string | undefined;

/**
 * What cached answers are kept under: the version and the build, so that an answer never meets code that reads it in
 * another shape, not even between two releases.
 */
export const TOOL_BUILD: string =
  typeof MOOSE_BUILD === 'undefined' ? TOOL_VERSION : `${TOOL_VERSION}+${MOOSE_BUILD}`;
