import type { Workload } from '../workload.ts';
import { w01 } from './w01-customer-by-phone/workload.ts';
import { w02 } from './w02-filtered-list/workload.ts';
import { w03 } from './w03-name-part/workload.ts';
import { w04 } from './w04-create-customer/workload.ts';
import { w05 } from './w05-create-follow-up/workload.ts';
import { w06 } from './w06-follow-ups-of-customer/workload.ts';
import { w07 } from './w07-mixed/workload.ts';
import { w08 } from './w08-company-search/workload.ts';
import { w09 } from './w09-cursor-walk/workload.ts';
import { w10 } from './w10-import/workload.ts';
import { w11 } from './w11-export/workload.ts';
import { w12 } from './w12-start/workload.ts';
import { w13 } from './w13-memory/workload.ts';

export const workloads: readonly Workload[] = [w01, w02, w03, w04, w05, w06, w07, w08, w09, w10, w11, w12, w13];
