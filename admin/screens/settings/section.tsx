import { Alert, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/place';
import { Form } from '../../ui/form';
import { useAddress } from '../../ui/use-address';
import classes from './settings.module.css';
import type { Section as State } from './use-section';

interface Props {
  title: string;
  text?: string;
  section: Omit<State<never>, 'form'>;
  /** What fields are called, by their paths, to tell what somebody else has changed. */
  labels: Readonly<Record<string, string>>;
  children: ReactNode;
}

/** Leads to a part of the settings where the address names it. */
export function useNamed(name: string) {
  const [named] = useAddress('section');
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (named !== name) return;
    place.current?.scrollIntoView();
    place.current?.focus({ preventScroll: true });
  }, [named, name]);
  return { ref: place, tabIndex: -1, className: classes.part };
}

/** One part of the settings, saved by itself. */
export function Section({ title, text, section, labels, children }: Props) {
  const { t } = useTranslation(['settings', 'frame']);
  const may = useMay();
  const named = useNamed(section.name);
  return (
    <Card component="section" aria-label={title} {...named}>
      <Stack gap="md">
        <div>
          <Title order={2}>{title}</Title>
          {text && (
            <Text size="sm" c="dimmed">
              {text}
            </Text>
          )}
        </div>
        {may('write_settings') ? (
          <Form api={section} action={t('frame:save')}>
            {children}
            {section.meanwhile && <Meanwhile {...section.meanwhile} labels={labels} />}
          </Form>
        ) : (
          <fieldset disabled className={classes.toRead}>
            <Stack gap="md">{children}</Stack>
          </fieldset>
        )}
      </Stack>
    </Card>
  );
}

function Meanwhile({ changed, take, overwrite, labels }: NonNullable<State<never>['meanwhile']> & { labels: Props['labels'] }) {
  const { t } = useTranslation('settings');
  const inWords = (value: unknown): string => {
    if (Array.isArray(value)) return t('meanwhile.list');
    if (typeof value === 'boolean') return t(value ? 'meanwhile.yes' : 'meanwhile.no');
    return value === null || value === '' ? t('meanwhile.empty') : String(value);
  };
  return (
    <Alert color="yellow" variant="light" role="alert" title={t('meanwhile.title')}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {t('meanwhile.text')} {t(changed.length > 0 ? 'meanwhile.now' : 'meanwhile.same')}
        </Text>
        {changed.map(({ path, value }) => (
          <Text size="sm" key={path}>
            {t('meanwhile.differs', { field: labels[path] ?? path, value: inWords(value) })}
          </Text>
        ))}
        <Group gap="xs">
          <Button size="xs" onClick={overwrite}>
            {t('meanwhile.mine')}
          </Button>
          <Button size="xs" variant="default" onClick={take}>
            {t('meanwhile.take')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
