import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCrossOrigin } from './cross-origin.ts';

const own = ['https://crm.example.cn', 'http://127.0.0.1:8080'];

test("another site's page is told by Sec-Fetch-Site, and by Origin in browsers without it", () => {
  assert.equal(isCrossOrigin({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, own), true);
  assert.equal(isCrossOrigin({ 'sec-fetch-site': 'same-site', origin: 'https://other.example.cn' }, own), true);
  assert.equal(isCrossOrigin({ 'sec-fetch-site': 'cross-site' }, own), true);
  assert.equal(isCrossOrigin({ origin: 'https://evil.example' }, own), true);
  assert.equal(isCrossOrigin({ origin: 'null' }, own), true);
  assert.equal(isCrossOrigin({ origin: 'https://crm.example.cn.evil.example' }, own), true);
});

test('our own pages, addresses typed by hand, and clients that are no browsers pass', () => {
  assert.equal(isCrossOrigin({ 'sec-fetch-site': 'same-origin', origin: 'https://crm.example.cn' }, own), false);
  assert.equal(isCrossOrigin({ 'sec-fetch-site': 'none' }, own), false);
  assert.equal(isCrossOrigin({ origin: 'http://127.0.0.1:8080' }, own), false);
  assert.equal(isCrossOrigin({}, own), false);
});
