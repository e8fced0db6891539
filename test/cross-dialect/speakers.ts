import assert from 'node:assert/strict';
import type { TestApp } from '#testing/boot.ts';

/** One dialect as an integrator speaks it: the writes that several dialects have in common, and a read back. */
export interface Speaker {
  readonly via: 'ttf' | 'icsoc' | 'native';
  create(customer: { name: string; phone: string }): Promise<string>;
  rename(id: string, name: string): Promise<void>;
  /** What the dialect says of a customer; null when it knows none. */
  read(id: string): Promise<{ name: string; phones: string[] } | null>;
}

export interface Speakers {
  readonly all: readonly Speaker[];
  native<T>(method: string, path: string, body?: unknown): Promise<T>;
  icsoc<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Renames a company over Bangwo8. */
  renameCompany(id: string, name: string): Promise<void>;
  companyOf(id: string): Promise<{ companyName: string } | null>;
  ttf(action: object): Promise<{ code: number; customer?: Record<string, unknown> }>;
}

/** Signs in everywhere with the booted client. */
export async function speakersOf(at: TestApp): Promise<Speakers> {
  const granted = await at.fetch('/openapi/v1/oauth2/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: String(at.client.id),
      client_secret: at.client.secret,
    }),
  });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  const json = { 'content-type': 'application/json' };
  const bearer = { authorization: `Bearer ${token}` };

  async function native<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await at.fetch(`/api${path}`, {
      method,
      headers: { ...bearer, ...(body === undefined ? {} : json) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
  async function icsoc<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await at.fetch(`/openapi/v1${path}`, {
      method,
      headers: { ...bearer, ...(body === undefined ? {} : json) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { code, data, message } = (await answer.json()) as { code: number; data: T; message: string };
    if (code === 404) return null as T;
    assert.equal(code, 200, `${method} ${path}: ${message}`);
    return data;
  }
  async function ttf(action: object): Promise<{ code: number; customer?: Record<string, unknown> }> {
    const answer = await at.fetch(`/open_api?${at.sign()}`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(action),
    });
    return (await answer.json()) as { code: number; customer?: Record<string, unknown> };
  }
  const basic = Buffer.from(`${at.tenantCode}|${at.adminLogin.loginNo}:${at.adminLogin.password}`).toString('base64');
  const bangwo8 = { authorization: `Basic ${basic}` };

  const all: Speaker[] = [
    {
      via: 'native',
      async create({ name, phone }) {
        return (await native<{ id: string }>('POST', '/customers', { name, phones: [phone] })).id;
      },
      async rename(id, name) {
        await native('PATCH', `/customers/${id}`, { name });
      },
      async read(id) {
        const answer = await at.fetch(`/api/customers/${id}`, { headers: bearer });
        if (answer.status === 404) return null;
        const { name, phones } = (await answer.json()) as { name: string; phones: { content: string }[] };
        return { name, phones: phones.map((phone) => phone.content) };
      },
    },
    {
      via: 'ttf',
      async create({ name, phone }) {
        const made = await ttf({
          action: 'create_customer',
          customer: { custname: name, cellphones: [[null, phone]] },
        });
        assert.equal(made.code, 1000, JSON.stringify(made));
        return String(made.customer!['id']);
      },
      async rename(id, name) {
        const done = await ttf({ action: 'update_customer', type: 'id', content: id, customer: { custname: name } });
        assert.equal(done.code, 1000, JSON.stringify(done));
      },
      async read(id) {
        const { code, customer } = await ttf({ action: 'get_customer', type: 'id', content: id });
        if (code === 2005) return null;
        assert.equal(code, 1000);
        const phones = customer!['cellphones'] as { content: string }[];
        return { name: customer!['custname'] as string, phones: phones.map((phone) => phone.content) };
      },
    },
    {
      via: 'icsoc',
      async create({ name, phone }) {
        const made = await icsoc<{ id: string } | string>('POST', '/client', { cle_name: name, cle_phone: phone });
        return typeof made === 'string' ? made : String(made.id);
      },
      async rename(id, name) {
        await icsoc('PUT', `/client/${id}`, { cle_name: name });
      },
      async read(id) {
        const shown = await icsoc<{ cle_name: string; cle_phone: string } | null>('GET', `/client/${id}`);
        return shown === null ? null : { name: shown.cle_name, phones: [shown.cle_phone] };
      },
    },
  ];
  return {
    all,
    native,
    icsoc,
    ttf,
    async renameCompany(id, name) {
      const answer = await at.fetch(`/api/v1/companies/${id}.json`, {
        method: 'PUT',
        headers: { ...bangwo8, ...json },
        body: JSON.stringify({ company: { companyName: name } }),
      });
      assert.equal(answer.status, 200, await answer.text());
    },
    async companyOf(id) {
      const { code, customer } = await ttf({ action: 'get_customer', type: 'id', content: id });
      return code === 1000 ? { companyName: customer!['companyName'] as string } : null;
    },
  };
}
