/** None: the server's own sentences are English. */
export const problems: Readonly<Record<string, string>> = {};

export const reasons: Readonly<Record<string, string>> = {};
