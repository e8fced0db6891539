import { Alert, Form, type FormInstance } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';
import { showFieldErrors } from './field-errors.ts';
import { useProblemWords } from './use-problem-message.ts';
import { useWriteKey } from './use-write-key.ts';

interface Props<Values> {
  readonly title: string;
  readonly initial?: Partial<Values>;
  readonly okText?: string;
  readonly width?: number;
  readonly form?: FormInstance<Values>;
  readonly children: ReactNode;
  /** `keyOf` gives a POST its idempotency key: tried again after no answer came, nothing is made twice. */
  save(values: Values, keyOf: (json: unknown) => string): Promise<unknown>;
  close(): void;
}

/** A form in a dialog: Enter in a line of text saves; refusals stand beside the fields that they name, or above; it closes when all was saved. */
export function FormDialog<Values extends object>(props: Props<Values>): ReactNode {
  const { title, initial, okText, width = 520, children, save, close } = props;
  const { t } = useTranslation();
  const words = useProblemWords();
  const { keyOf } = useWriteKey();
  const [own] = Form.useForm<Values>();
  const form = props.form ?? own;
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const finish = async (values: Values): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await save(values, keyOf);
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
        <Alert type="error" showIcon role="alert" style={{ marginBottom: 12 }} title={words(problem)} />
      )}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={initial ?? {}}
        onFinish={(values) => void finish(values)}
      >
        {children}
        {/* Without one, a browser takes Enter in forms of a single line only. */}
        <button type="submit" hidden disabled={busy} />
      </Form>
    </Dialog>
  );
}
