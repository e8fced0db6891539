export const opportunities = {
  fields: {
    name: '商机名称',
    customer: '客户',
    type: '商机类型',
    source: '商机来源',
    stage: '阶段',
    owner: '负责人',
    loseReason: '输单原因',
    loseRemark: '输单说明',
    lastContactAt: '最近联系',
    createdAt: '创建时间',
    createdBy: '创建人',
    updatedAt: '更新时间',
    id: '编号',
  },
  create: '新建商机',
};
