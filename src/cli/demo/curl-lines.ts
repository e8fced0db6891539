import { createHash } from 'node:crypto';
import type { DemoDescription } from './describe-demo.ts';

export interface CurlLine {
  readonly dialect: string;
  /** What it asks for, and how long it works. */
  readonly note: string;
  /** One line for a POSIX shell. */
  readonly line: string;
}

/** A line for each dialect that works when it is pasted; @param now UTC ms, the time of TTF's sign */
export function curlLines(demo: DemoDescription, signWindowS: number, now: number): readonly CurlLine[] {
  const { baseUrl, tenant, admin } = demo;
  const bearer = `-H "Authorization: Bearer $(${tokenCommand(demo)})"`;
  return [
    {
      dialect: 'TTF',
      note: `customer 1 by phone; ${signLife(signWindowS)}`,
      line: `curl '${baseUrl}/open_api/customers/get_customer?type=cellphone&content=13000000001&${signed(demo, now)}'`,
    },
    {
      dialect: 'Bangwo8',
      note: 'company 12352625; Basic with 企业代码|工号 and password',
      line: `curl -u '${tenant.code}|${admin.loginNo}:${admin.password}' '${baseUrl}/api/v1/companies/12352625.json'`,
    },
    {
      dialect: 'icsoc',
      note: 'a follow-up record; draws an access token first',
      line: `curl ${bearer} '${baseUrl}/openapi/v1/followupRecord/6471994196059471873'`,
    },
    {
      dialect: 'native',
      note: 'one search box over names, pinyin, phones and companies; draws an access token first',
      line: `curl ${bearer} '${baseUrl}/api/search?q=13000000001'`,
    },
  ];
}

/** A line that signs itself anew whenever it is pasted. */
export function selfSigningLine({ baseUrl, apiClient: { id, secret } }: DemoDescription): string {
  const sign = `$(node -p "require('crypto').createHash('sha256').update('${id}&${secret}&$t').digest('hex')")`;
  return `t=$(date +%s); curl "${baseUrl}/open_api/customers?appid=${id}&timestamp=$t&sign=${sign}"`;
}

function signed({ apiClient: { id, secret } }: DemoDescription, now: number): string {
  const timestamp = Math.floor(now / 1000);
  const sign = createHash('sha256').update(`${id}&${secret}&${timestamp}`).digest('hex');
  return `appid=${id}&timestamp=${timestamp}&sign=${sign}`;
}

function signLife(windowS: number): string {
  if (windowS === 0) return 'the sign works for good (HUILIU_SIGN_WINDOW=0)';
  return `the sign works for ${windowS} s from now on (HUILIU_SIGN_WINDOW=0 lifts that)`;
}

function tokenCommand({ baseUrl, apiClient: { id, secret } }: DemoDescription): string {
  const form = `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`;
  return `curl -s '${baseUrl}/oauth2/token' -d '${form}' | sed 's/.*"access_token":"\\([0-9a-f]*\\)".*/\\1/'`;
}
