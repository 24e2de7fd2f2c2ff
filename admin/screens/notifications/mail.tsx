import { Box, SegmentedControl, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './mail.module.css';

interface Props {
  subject: string;
  html: string;
  text: string;
}

/** A mail as its reader sees it. It stands in a frame that reaches nothing of this page. */
export function Mail({ subject, html, text }: Props) {
  const { t } = useTranslation('notifications');
  const [form, setForm] = useState('html');
  return (
    <Stack gap="sm" align="stretch">
      <SegmentedControl
        size="xs"
        w="fit-content"
        aria-label={t('mail.form')}
        data={[
          { value: 'html', label: t('mail.html') },
          { value: 'text', label: t('mail.text') },
        ]}
        value={form}
        onChange={setForm}
      />
      {form === 'html' ? (
        <Framed title={subject} html={html} />
      ) : (
        <Box component="pre" className={classes.text} tabIndex={0}>
          {text}
        </Box>
      )}
    </Stack>
  );
}

const LEAST_HEIGHT = 240;

function Framed({ title, html }: { title: string; html: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(LEAST_HEIGHT);
  const shown = useRef(html);
  const show = () => frame.current?.contentWindow?.postMessage({ html: shown.current }, '*');
  useEffect(() => {
    shown.current = html;
    frame.current?.contentWindow?.postMessage({ html }, '*');
  }, [html]);
  useEffect(() => {
    const hear = ({ source, data }: MessageEvent<{ height?: unknown }>) => {
      if (source !== frame.current?.contentWindow) return;
      if (typeof data?.height === 'number') setHeight(Math.max(LEAST_HEIGHT, data.height));
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, []);
  return (
    <iframe
      ref={frame}
      title={title}
      src="/admin/mail-frame.html"
      sandbox="allow-scripts"
      onLoad={show}
      className={classes.frame}
      style={{ height }}
    />
  );
}
