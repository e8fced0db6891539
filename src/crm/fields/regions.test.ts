import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findRegionPath, isRegionPath, regionName } from './regions.ts';

test('names that stand nowhere, or not below the one before, have no path', () => {
  for (const names of [
    ['亚特兰蒂斯'],
    ['广州市'],
    ['广东省', '成都市'],
    ['广东省', ''],
    ['广东省', '广州市', '广州市'],
    ['__proto__'],
  ]) {
    assert.equal(findRegionPath(names), null, names.join('/'));
  }
});

test('codes that aren’t a way down from a province are no path', () => {
  for (const codes of [
    ['44'],
    ['440000 '],
    ['440100', '440103'],
    ['440000', '440103', '440100'],
    ['440000', '510100'],
    [''],
  ]) {
    assert.equal(isRegionPath(codes), false, codes.join('/'));
  }
});

test('provinces, cities and counties are found by whole and short names', () => {
  assert.deepEqual(findRegionPath(['广东省', '广州市', '越秀区']), ['440000', '440100', '440104']);
  assert.deepEqual(findRegionPath(['广东', '广州', '越秀']), ['440000', '440100', '440104']);
  assert.deepEqual(
    findRegionPath(['内蒙古', '锡林郭勒'])?.map((code) => regionName(code)),
    ['内蒙古自治区', '锡林郭勒盟'],
  );
});

test('what is found is a path, whose names find it again', () => {
  const places = [
    ['北京市', '东城区'],
    ['重庆市', '万州区'],
    ['湖北省', '仙桃市'],
    ['海南', '文昌'],
    ['新疆', '石河子'],
    ['重庆', '云阳'],
    ['海南省', '三亚市'],
    ['香港特别行政区'],
    ['台湾省'],
  ];
  for (const names of places) {
    const codes = findRegionPath(names);
    assert.ok(codes !== null, names.join('/'));
    assert.ok(isRegionPath(codes), names.join('/'));
    assert.deepEqual(findRegionPath(codes.map((code) => regionName(code)!)), codes, names.join('/'));
  }
});
