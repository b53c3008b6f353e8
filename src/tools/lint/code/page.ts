// The page of a rule, which its metadata names.

/** The address of a rule's page: the one that is published with the package. */
export function pageOf(rule: string): string {
  return `https://unpkg.com/await-using/docs/rules/${rule}.md`;
}
