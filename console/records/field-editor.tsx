import { StarFilled } from '@ant-design/icons';
import { Input, Rate, Select } from 'antd';
import { type KeyboardEvent, type ReactNode, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPart } from '@/app/load-code.ts';
import type { AgentRef, Assignment, FieldChoice, Id, NamedRef, OptionRef } from '@/api/shapes.ts';
import { AgentSelect } from '@/parts/agent-select.tsx';
import { isComposing } from '@/parts/keys.ts';
import { OptionSelect } from '@/parts/option-select.tsx';
import { AssetRowSelect } from './asset-row-select.tsx';
import { AssignmentSelect } from './assignment-select.tsx';
import { CompanyInput } from './company-input.tsx';
import type { Editor } from './editor.ts';
import { leavingCancels, listEditorProps } from './list-editor-props.ts';
import { PhonesInput } from './phones-input.tsx';
import { useLeaving } from './use-leaving.ts';

const DateEditor = lazyPart(() => import('./date-editor.tsx'), 'DateEditor');
const PathEditor = lazyPart(() => import('./path-editor.tsx'), 'PathEditor');
const AttachmentEditor = lazyPart(() => import('./attachment-editor.tsx'), 'AttachmentEditor');

export interface EditorProps<Value = unknown> {
  readonly value: Value;
  /** What was typed before and refused, as it was committed: typing goes on from there. */
  readonly draft?: unknown;
  readonly label: string;
  /** Called with what the API takes. */
  commit(value: unknown): void;
  cancel(): void;
}

/** The control that edits one value in place: Enter or leaving it saves, Esc gives up. */
export function FieldEditor({ editor, commit, cancel, ...rest }: EditorProps & { editor: Editor }): ReactNode {
  // What has been committed or given up is left, or its list closed, right after.
  const over = useRef(false);
  const once = (work: () => void): void => {
    if (over.current) return;
    over.current = true;
    work();
  };
  const props: EditorProps = { ...rest, commit: (value) => once(() => commit(value)), cancel: () => once(cancel) };
  return <Suspense fallback={<Input disabled aria-label={rest.label} />}>{control(editor, props)}</Suspense>;
}

function control(editor: Editor, props: EditorProps): ReactNode {
  switch (editor.kind) {
    case 'text':
    case 'number':
    case 'email':
    case 'telephone':
    case 'secret':
      return <LineEditor {...(props as EditorProps<string | null>)} kind={editor.kind} />;
    case 'textarea':
      return <TextEditor {...(props as EditorProps<string | null>)} />;
    case 'option':
      return <OptionEditor {...(props as EditorProps<OptionRef | null>)} dictionary={editor.dictionary} />;
    case 'agent':
      return <AgentEditor {...(props as EditorProps<AgentRef | null>)} />;
    case 'assignment':
      return <AssignmentSelect {...(props as EditorProps<Assignment>)} />;
    case 'stars':
      return <StarsEditor {...(props as EditorProps<number>)} />;
    case 'labels':
      return <TagsEditor {...props} texts={(props.value as readonly NamedRef[]).map((label) => label.name)} />;
    case 'texts':
      return <TagsEditor {...props} texts={props.value as readonly string[]} />;
    case 'company':
      return <CompanyInput {...(props as EditorProps<NamedRef | null>)} />;
    case 'phones':
      return <PhonesInput {...(props as EditorProps<readonly { content: string }[]>)} />;
    case 'choice':
      return <ChoiceEditor {...(props as EditorProps<FieldChoice | null>)} options={editor.options} />;
    case 'choices':
      return <ChoicesEditor {...(props as EditorProps<readonly FieldChoice[] | null>)} options={editor.options} />;
    case 'yesNo':
      return <YesNoEditor {...(props as EditorProps<boolean | null>)} />;
    case 'path':
      return <PathEditor {...props} options={editor.options} />;
    case 'city':
      return <PathEditor {...props} options={undefined} />;
    case 'date':
    case 'time':
      return <DateEditor {...(props as EditorProps<string | null>)} withTime={editor.kind === 'time'} />;
    case 'rows':
      return <AssetRowSelect {...props} tableId={editor.tableId} displayColumn={editor.displayColumn} />;
    case 'attachment':
      return <AttachmentEditor {...props} />;
    case 'shown':
      return null;
  }
}

function LineEditor({
  value,
  draft: refused,
  label,
  commit,
  cancel,
  kind,
}: EditorProps<string | null> & { kind: Editor['kind'] }): ReactNode {
  const [draft, setDraft] = useState(kind === 'secret' ? '' : textOf(refused ?? value));
  const finish = (save: boolean): void => {
    if (save && draft !== (kind === 'secret' ? '' : (value ?? ''))) commit(draft.trim() === '' ? null : draft.trim());
    else cancel();
  };
  useLeaving(() => draft !== (kind === 'secret' ? '' : (value ?? '')) && finish(true));
  const press = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.key === 'Enter') finish(true);
    if (event.key === 'Escape') finish(false);
    if (event.key === 'Enter' || event.key === 'Escape') event.stopPropagation();
  };
  return (
    <Input
      autoFocus
      aria-label={label}
      value={draft}
      inputMode={kind === 'number' ? 'decimal' : kind === 'telephone' ? 'tel' : kind === 'email' ? 'email' : 'text'}
      type={kind === 'secret' ? 'password' : 'text'}
      autoComplete={kind === 'secret' ? 'new-password' : 'off'}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={press}
      onBlur={() => finish(true)}
    />
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function TextEditor({ value, draft: refused, label, commit, cancel }: EditorProps<string | null>): ReactNode {
  const [draft, setDraft] = useState(textOf(refused ?? value));
  const finish = (save: boolean): void => {
    if (save && draft !== (value ?? '')) commit(draft === '' ? null : draft);
    else cancel();
  };
  useLeaving(() => draft !== (value ?? '') && finish(true));
  const press = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) finish(true);
    if (event.key === 'Escape') finish(false);
    if (event.key === 'Enter' || event.key === 'Escape') event.stopPropagation();
  };
  return (
    <Input.TextArea
      autoFocus
      aria-label={label}
      autoSize={{ minRows: 2, maxRows: 8 }}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={press}
      onBlur={() => finish(true)}
    />
  );
}

function OptionEditor({
  value,
  dictionary,
  ...rest
}: EditorProps<OptionRef | null> & { dictionary: string }): ReactNode {
  return <OptionSelect {...listEditorProps<Id | null>(rest)} dictionary={dictionary} value={value?.id ?? null} />;
}

function AgentEditor({ value, ...rest }: EditorProps<AgentRef | null>): ReactNode {
  return <AgentSelect {...listEditorProps<Id | null>(rest)} value={value?.id ?? null} />;
}

function ChoiceEditor({
  value,
  options,
  ...rest
}: EditorProps<FieldChoice | null> & { options: readonly FieldOption[] }): ReactNode {
  return (
    <Select
      {...listEditorProps<string | null>(rest)}
      allowClear
      value={value?.id ?? null}
      options={options.map((option) => ({ value: option.id, label: option.label }))}
    />
  );
}

interface FieldOption {
  readonly id: string;
  readonly label: string;
}

function ChoicesEditor({
  value,
  label,
  commit,
  cancel,
  options,
}: EditorProps<readonly FieldChoice[] | null> & { options: readonly FieldOption[] }): ReactNode {
  const before = (value ?? []).map((one) => one.id);
  const [draft, setDraft] = useState(before);
  useLeaving(() => draft.join() !== before.join() && commit(draft.length === 0 ? null : draft));
  return (
    <Select
      mode="multiple"
      autoFocus
      defaultOpen
      aria-label={label}
      value={draft}
      style={{ width: '100%' }}
      options={options.map((option) => ({ value: option.id, label: option.label }))}
      onChange={setDraft}
      onBlur={() => (draft.join() === before.join() ? cancel() : commit(draft.length === 0 ? null : draft))}
      onKeyDown={(event) => {
        if (event.key === 'Escape') cancel();
      }}
    />
  );
}

function TagsEditor({ label, commit, cancel, texts }: EditorProps & { texts: readonly string[] }): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState([...texts]);
  // What is typed and not ended by Enter counts as well.
  const [typed, setTyped] = useState('');
  const isChanged = typed.trim() !== '' || draft.join('\n') !== texts.join('\n');
  const save = (): void => commit([...new Set([...draft, typed.trim()].filter((text) => text !== ''))]);
  useLeaving(() => isChanged && save());
  return (
    <Select
      mode="tags"
      autoFocus
      aria-label={label}
      placeholder={t('parts.tagsHint')}
      value={draft}
      open={false}
      suffixIcon={null}
      showSearch={{ searchValue: typed, onSearch: setTyped }}
      tokenSeparators={[',', '，', '、']}
      style={{ width: '100%' }}
      onChange={(next: string[]) => {
        setDraft(next);
        setTyped('');
      }}
      onBlur={() => (isChanged ? save() : cancel())}
      onKeyDown={(event) => {
        if (event.key === 'Escape') cancel();
      }}
    />
  );
}

function YesNoEditor({ value, ...rest }: EditorProps<boolean | null>): ReactNode {
  const { t } = useTranslation();
  return (
    <Select
      {...listEditorProps<boolean | null>(rest)}
      allowClear
      value={value}
      options={[
        { value: true, label: t('states.yes') },
        { value: false, label: t('states.no') },
      ]}
    />
  );
}

function StarsEditor({ value, label, commit, cancel }: EditorProps<number>): ReactNode {
  return (
    <span {...leavingCancels(cancel)}>
      <Rate
        autoFocus
        aria-label={label}
        value={value}
        onChange={commit}
        character={({ index = 0 }) => (
          <>
            <StarFilled />
            <span className="hl-hidden">{index + 1}</span>
          </>
        )}
        style={{ fontSize: 16 }}
      />
    </span>
  );
}
