import { formFieldsJson } from '../form-fields.ts';
import type { Operation } from '../operation.ts';

export const clientFormFields: Operation = {
  method: 'GET',
  path: '/client/form/fields',
  parameters: [],
  run: async ({ who }) => formFieldsJson(who.directory, 'customer'),
};

export const opportunityFormFields: Operation = {
  method: 'GET',
  path: '/opportunity/form/fields',
  parameters: [],
  run: async ({ who }) => formFieldsJson(who.directory, 'opportunity'),
};
