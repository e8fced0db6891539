/** None: the server's own sentences are English. */
export const problems: Readonly<Record<string, string>> = {};
