import { ActionIcon, Group, Input, SegmentedControl, Textarea, Tooltip } from '@mantine/core';
import { IconBold, IconH2, IconItalic, IconLetterP, IconLink, IconList, IconListNumbers, IconUnlink } from '@tabler/icons-react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cleanPaste, withoutStyles, withPictures } from './clean-html';
import classes from './rich-text.module.css';
import { LinkPanel } from './rich-text-link';

interface Props {
  label: string;
  html: string;
  error: string | undefined;
  onChange: (html: string) => void;
}

/** The browser's own ways to edit; none of them needs a library. */
const WAYS = [
  { name: 'bold', command: 'bold', value: '', icon: IconBold },
  { name: 'italic', command: 'italic', value: '', icon: IconItalic },
  { name: 'heading', command: 'formatBlock', value: 'h2', icon: IconH2 },
  { name: 'paragraph', command: 'formatBlock', value: 'p', icon: IconLetterP },
  { name: 'list', command: 'insertUnorderedList', value: '', icon: IconList },
  { name: 'numbers', command: 'insertOrderedList', value: '', icon: IconListNumbers },
  { name: 'unlink', command: 'unlink', value: '', icon: IconUnlink },
] as const;

/** A description as it will look, or as its HTML. The server takes out what does not belong there. */
export function RichText({ label, html, error, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [view, setView] = useState<'text' | 'html'>('text');
  return (
    <Input.Wrapper label={label} labelElement="div" labelProps={{ id: `${id}-label` }} error={error}>
      <Group justify="space-between" gap="xs" mb={4} mt={4}>
        <span />
        <SegmentedControl
          size="xs"
          aria-label={t('richText.view')}
          value={view}
          onChange={(chosen) => setView(chosen as typeof view)}
          data={[
            { value: 'text', label: t('richText.text') },
            { value: 'html', label: 'HTML' },
          ]}
        />
      </Group>
      {view === 'html' ? (
        <Textarea
          aria-label={label}
          autosize
          minRows={6}
          maxRows={24}
          classNames={{ input: classes.html }}
          value={html}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <Shown labelledBy={`${id}-label`} html={html} isInvalid={Boolean(error)} onChange={onChange} />
      )}
    </Input.Wrapper>
  );
}

interface ShownProps {
  labelledBy: string;
  html: string;
  isInvalid: boolean;
  onChange: (html: string) => void;
}

function Shown({ labelledBy, html, isInvalid, onChange }: ShownProps) {
  const { t } = useTranslation();
  const area = useRef<HTMLDivElement>(null);
  const written = useRef<string | null>(null);
  // What comes from outside is put in; what is typed here is there already.
  useLayoutEffect(() => {
    if (!area.current || written.current === html) return;
    area.current.innerHTML = withoutStyles(html);
    written.current = html;
  }, [html]);
  const tell = () => {
    const now = area.current?.innerHTML ?? '';
    written.current = now === '<br>' || now === '<p><br></p>' ? '' : withPictures(now);
    onChange(written.current);
  };
  const run = (command: string, value: string) => {
    area.current?.focus();
    document.execCommand('defaultParagraphSeparator', false, 'p');
    document.execCommand(command, false, value);
    tell();
  };
  return (
    <>
      <Group gap={4} role="toolbar" aria-label={t('richText.tools')} mb={4}>
        {WAYS.map(({ name, command, value, icon: Icon }) => (
          <Tooltip key={name} label={t(`richText.${name}`)}>
            <ActionIcon
              variant="default"
              aria-label={t(`richText.${name}`)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => run(command, value)}
            >
              <Icon size={16} stroke={1.7} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
        ))}
        <LinkPanel
          icon={<IconLink size={16} stroke={1.7} aria-hidden="true" />}
          area={area}
          onLink={(address) => run('createLink', address)}
        />
      </Group>
      {/* biome-ignore lint/a11y/useSemanticElements: a textarea shows no headings */}
      <div
        ref={area}
        className={classes.area}
        contentEditable
        role="textbox"
        tabIndex={0}
        aria-multiline="true"
        aria-labelledby={labelledBy}
        aria-invalid={isInvalid || undefined}
        onInput={tell}
        onPaste={(event) => {
          const given = event.clipboardData.getData('text/html');
          if (!given) return;
          event.preventDefault();
          document.execCommand('insertHTML', false, cleanPaste(given));
        }}
      />
    </>
  );
}
