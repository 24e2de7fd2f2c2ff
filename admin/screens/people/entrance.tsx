import { Anchor, Box, Card, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { speak } from '../../words';
import classes from './entrance.module.css';

interface Props {
  title: string;
  text?: string;
  children: ReactNode;
  /** The other way in. */
  footer?: ReactNode;
}

/** The page that somebody sees who has not signed in. */
export function Entrance({ title, text, children, footer }: Props) {
  const { i18n } = useTranslation();
  useEffect(() => {
    document.title = `${title} · 铺坊 Shopyard`;
  }, [title]);
  const other = i18n.language === 'zh' ? 'en' : 'zh';
  return (
    <Box component="main" className={classes.page}>
      <Stack w="100%" maw={420} gap="lg">
        <Group justify="space-between">
          <Text fw={700} size="lg">
            铺坊 <span className={classes.latin}>Shopyard</span>
          </Text>
          <Anchor component="button" type="button" size="sm" onClick={() => speak(other)} lang={other === 'zh' ? 'zh-CN' : 'en'}>
            {other === 'zh' ? '中文' : 'English'}
          </Anchor>
        </Group>
        <Card padding="xl">
          <Stack gap="md">
            <div>
              <Title order={1}>{title}</Title>
              {text && (
                <Text c="dimmed" size="sm" mt={4}>
                  {text}
                </Text>
              )}
            </div>
            {children}
          </Stack>
        </Card>
        {footer && (
          <Text size="sm" ta="center">
            {footer}
          </Text>
        )}
      </Stack>
    </Box>
  );
}
