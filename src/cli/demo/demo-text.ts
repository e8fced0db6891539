import { table } from '#cli/cli.ts';
import { curlLines, selfSigningLine } from './curl-lines.ts';
import type { DemoDescription } from './describe-demo.ts';

/** The demo as people read it: where, who, and a line to paste for each dialect. */
export function demoText(demo: DemoDescription, file: string, signWindowS: number): string {
  const { apiClient, admin, tenant } = demo;
  const agents = demo.agents.map((agent) => [
    agent.loginNo,
    agent.name,
    agent.password,
    String(agent.departmentId),
    agent.role,
    agent.scope,
  ]);
  const lines = curlLines(demo, signWindowS, Date.now());
  return `Huiliu's demo listens on ${demo.baseUrl}

console and docs: ${demo.baseUrl}/  ${demo.baseUrl}/docs
tenant:           ${tenant.code} (${tenant.id})
API client:       ${apiClient.id}  secret ${apiClient.secret}
admin:            ${admin.loginNo}  password ${admin.password}

${table(['agent', 'name', 'password', 'department', 'role', 'sees'], agents)}

${lines.map(({ dialect, note, line }) => `${dialect}: ${note}\n${line}\n`).join('\n')}
TTF, signed anew at each paste:
${selfSigningLine(demo)}

The same for machines: ${file}
`;
}
