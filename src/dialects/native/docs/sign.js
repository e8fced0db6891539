/** Adds what a dialect's security schemes ask for to a request; credentials stay in this page. */
export async function authorise(schemes, credentials, url, headers) {
  if (schemes.sign !== undefined && credentials.id) {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const sign = await sha256Hex(`${credentials.id}&${credentials.secret}&${timestamp}`);
    url.searchParams.set('appid', credentials.id);
    url.searchParams.set('timestamp', timestamp);
    url.searchParams.set('sign', sign);
    return;
  }
  if (schemes.basic !== undefined && credentials.login) {
    headers.authorization = `Basic ${base64(`${credentials.login}:${credentials.password}`)}`;
    return;
  }
  if (schemes.bearer !== undefined && credentials.id) {
    headers.authorization = `Bearer ${await tokenOf(credentials)}`;
  }
}

let drawn = { key: '', token: '' };

/** An access token of the client, drawn once. */
async function tokenOf({ id, secret }) {
  const key = `${id} ${secret}`;
  if (drawn.key === key) return drawn.token;
  const answer = await fetch('/openapi/v1/oauth2/token', {
    method: 'POST',
    credentials: 'omit',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }),
  });
  const { access_token: token, error } = await answer.json();
  if (token === undefined) throw new Error(`oauth2/token: ${error ?? answer.status}`);
  drawn = { key, token };
  return token;
}

async function sha256Hex(text) {
  if (crypto.subtle === undefined) {
    throw new Error('浏览器只在 HTTPS 或 localhost 上签名 · Browsers sign on HTTPS or localhost only');
  }
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function base64(text) {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
