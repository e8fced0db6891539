/**
 * Node's HTTP as `require` gives it. An import reads all that the module exports to make a namespace of it, and with that
 * loads its own client of fetch and WebSocket: 40 ms of each start.
 */
export const nodeHttp = process.getBuiltinModule('node:http');
