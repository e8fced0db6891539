import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Networks that an address given by a caller may not lead into (RFC 6890; SSRF). */
const inner = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  inner.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inner.addSubnet(network, prefix, 'ipv6');
}

/** Whether an IP address is one of the open internet. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped !== undefined) return !inner.check(mapped, 'ipv4');
  if (isIP(bare) === 0) return false;
  // ::ffff:0:0/96 in hexadecimal is IPv4 too: nobody needs it in an address that is typed.
  if (/^::ffff:/i.test(bare)) return false;
  return !inner.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4');
}

export class InnerAddressError extends Error {
  override readonly name = 'InnerAddressError';
  constructor(host: string) {
    super(`${host} leads into a network that is not public`);
  }
}

/**
 * A `lookup` for node's clients that answers public addresses only. As the connection goes to the very address that was
 * checked, a name that changes its mind in between gains nothing.
 */
export function publicLookup(
  hostname: string,
  options: { readonly all?: boolean },
  callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
): void {
  dnsLookup(hostname, { all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(new InnerAddressError(hostname), []);
    }
    return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
  });
}
