/** Installs, and returns the folder whose node_modules has the tools. */
export function installTools(): string;
