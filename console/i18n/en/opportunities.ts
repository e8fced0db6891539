export const opportunities = {
  fields: {
    name: 'Name',
    customer: 'Customer',
    type: 'Type',
    source: 'Source',
    stage: 'Stage',
    owner: 'Owner',
    loseReason: 'Lost because',
    loseRemark: 'Remark on the loss',
    lastContactAt: 'Last contact',
    createdAt: 'Created',
    createdBy: 'Created by',
    updatedAt: 'Updated',
    id: 'Id',
  },
  create: 'New opportunity',
};
