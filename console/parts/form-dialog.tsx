import { Alert, Form, type FormInstance } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/api/problem.ts';
import { Dialog } from './dialog.tsx';
import { showFieldErrors } from './field-errors.ts';

interface Props<Values> {
  readonly title: string;
  readonly initial?: Partial<Values>;
  readonly okText?: string;
  readonly width?: number;
  readonly form?: FormInstance<Values>;
  readonly children: ReactNode;
  save(values: Values): Promise<unknown>;
  close(): void;
}

/** A form in a dialog: refusals stand beside the fields that they name, or above; it closes when all was saved. */
export function FormDialog<Values extends object>(props: Props<Values>): ReactNode {
  const { title, initial, okText, width = 520, children, save, close } = props;
  const { t } = useTranslation();
  const [own] = Form.useForm<Values>();
  const form = props.form ?? own;
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const finish = async (values: Values): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await save(values);
      close();
    } catch (error) {
      if (!showFieldErrors(form, error)) setProblem(error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      title={title}
      width={width}
      okText={okText ?? t('actions.save')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={close}
    >
      {problem !== undefined && (
        <Alert
          type="error"
          showIcon
          role="alert"
          style={{ marginBottom: 12 }}
          title={problem instanceof Problem ? (problem.errors[0]?.message ?? problem.message) : t('states.failed')}
        />
      )}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={initial ?? {}}
        onFinish={(values) => void finish(values)}
      >
        {children}
      </Form>
    </Dialog>
  );
}
