import { Type } from 'typebox';
import { AssignmentIn, Id, IdIn, Nullable, OptionIn } from './common.ts';
import { Customer } from './customer.ts';
import { Failed } from './bulk.ts';
import { FollowUp } from './follow-up.ts';

export const Quota = Type.Object({
  perDay: Type.Integer(),
  used: Type.Integer(),
  left: Type.Integer(),
  mayClaim: Type.Boolean(),
});

export const ClaimBody = Type.Object({ ids: Type.Array(IdIn, { minItems: 1, maxItems: 100 }) });
export const Claimed = Type.Object({ claimed: Type.Array(Customer), failed: Failed, quota: Quota });

export const AssignBody = Type.Object({
  ids: Type.Array(IdIn, { minItems: 1, maxItems: 1000 }),
  owner: AssignmentIn,
});

export const ReturnBody = Type.Object({ reason: OptionIn });

export const PoolRule = Type.Object({
  quotaPerDay: Type.Integer({ minimum: 0 }),
  recycleAfterDays: Type.Integer({ minimum: 0 }),
  claimRoleIds: Nullable(Type.Array(Id, { maxItems: 1000 })),
});

const Due = Type.Object({ followUp: FollowUp, dueAt: Type.String() });

export const Home = Type.Object({
  due: Type.Object({
    overdue: Type.Array(Due),
    today: Type.Array(Due),
    overdueTotal: Type.Integer(),
    todayTotal: Type.Integer(),
  }),
  pool: Type.Object({ items: Type.Array(Customer), total: Type.Integer(), newToday: Type.Integer() }),
  mine: Type.Object({ items: Type.Array(Customer), total: Type.Integer() }),
  recent: Type.Array(Customer),
  quota: Quota,
});
