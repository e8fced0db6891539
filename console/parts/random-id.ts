/** 32 hex digits of chance. `crypto.randomUUID` is missing where the console is served without TLS in a local network. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
