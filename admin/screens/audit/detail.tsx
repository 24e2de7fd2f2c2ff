import { Anchor, Button, Code, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '../../ui/link';
import { Status, useFormat } from '../../ui/show';
import classes from './detail.module.css';
import type { Entry } from './entry';
import { OUTCOME_TONES, pageOf, useActorName, useMutationNames } from './names';

interface Props {
  entry: Entry | null;
  onClose: () => void;
  onlyActor: (id: string) => void;
}

/** One entry: who, from where, what it said, and what it changed. */
export function Detail({ entry, onClose, onlyActor }: Props) {
  const { t } = useTranslation(['audit', 'frame']);
  const { nameOf } = useMutationNames();
  // While it slides away, it still shows what it showed.
  const [last, setLast] = useState(entry);
  useEffect(() => {
    if (entry) setLast(entry);
  }, [entry]);
  const shown = entry ?? last;
  return (
    <Drawer
      opened={entry !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={shown ? nameOf(shown.mutation) : ''}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      {shown && <Body entry={shown} onlyActor={onlyActor} />}
    </Drawer>
  );
}

function Body({ entry, onlyActor }: { entry: Entry; onlyActor: (id: string) => void }) {
  const { t } = useTranslation('audit');
  const actorOf = useActorName();
  const { exact } = useFormat();
  const { actor, shop, subject, many } = entry;
  const page = subject && pageOf(subject, shop?.id);
  return (
    <Stack gap="lg">
      <dl className={classes.facts}>
        <Fact label={t('who')}>
          <Group gap="xs">
            {actorOf(actor)}
            {actor.id && (
              <Button size="compact-xs" variant="default" onClick={() => onlyActor(actor.id!)}>
                {t('onlyThis')}
              </Button>
            )}
          </Group>
        </Fact>
        <Fact label={t('when')}>{exact(entry.createdAt)}</Fact>
        <Fact label={t('outcome')}>
          <Status tone={OUTCOME_TONES[entry.outcome]}>{t(`outcomes.${entry.outcome}`)}</Status>
          {entry.outcome === 'UNKNOWN' && <Text size="xs">{t('unknownText')}</Text>}
          {entry.errors.length > 0 && <Text size="xs">{entry.errors.join(', ')}</Text>}
        </Fact>
        <Fact label={t('where')}>
          {entry.shopCount > 1 ? (
            t('inShops', { count: entry.shopCount })
          ) : shop ? (
            <Anchor component={Link} to={`/s/${shop.id}`} size="sm">
              {shop.name}
            </Anchor>
          ) : (
            t('inAgency')
          )}
        </Fact>
        {subject && (
          <Fact label={t('subject')}>
            {page ? (
              <Anchor component={Link} to={page} size="sm">
                {subject}
              </Anchor>
            ) : (
              subject
            )}
          </Fact>
        )}
        {many && <Fact label={t('many')}>{t('manyText', { done: many.done, refused: many.refused })}</Fact>}
        <Fact label={t('address')}>{entry.address ?? '–'}</Fact>
        <Fact label={t('userAgent')}>{entry.userAgent ?? '–'}</Fact>
        <Fact label={t('request')}>{entry.requestId}</Fact>
      </dl>
      {entry.changes.length > 0 && <Changes changes={entry.changes} />}
      <section>
        <Title order={3} mb="xs">
          {t('input')}
        </Title>
        <Code block className={classes.code} tabIndex={0}>
          {asText(entry.input)}
        </Code>
      </section>
      {many && many.first.length > 0 && (
        <section>
          <Title order={3} mb="xs">
            {t('first')}
          </Title>
          <Code block className={classes.code} tabIndex={0}>
            {many.first.join('\n')}
          </Code>
        </section>
      )}
    </Stack>
  );
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </>
);

/** Side by side; one below the other where there is no room. */
function Changes({ changes }: { changes: Entry['changes'] }) {
  const { t } = useTranslation('audit');
  return (
    <section>
      <Title order={3} mb="xs">
        {t('changes')}
      </Title>
      {changes.map(({ field, before, after }) => (
        <div key={field} className={classes.change}>
          <Text component="h4" size="sm" fw={600} className={classes.field}>
            {field}
          </Text>
          <Side label={t('before')} value={before} />
          <Side label={t('after')} value={after} isAfter />
        </div>
      ))}
    </section>
  );
}

const Side = ({ label, value, isAfter = false }: { label: string; value: unknown; isAfter?: boolean }) => (
  <div className={classes.side} data-after={isAfter || undefined}>
    <Text size="xs" c="dimmed">
      {label}
    </Text>
    <pre className={classes.value}>{asText(value)}</pre>
  </div>
);

const asText = (value: unknown): string =>
  value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value, null, 2);
